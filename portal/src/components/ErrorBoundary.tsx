import { Component, type ReactNode } from "react";

/** Keeps a defect in one component from leaving a white page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <div role="alert" className="start-failed">
        <p>This page failed: {this.state.error.message}</p>
        <button onClick={() => window.location.reload()}>Load the page again</button>
      </div>
    );
  }
}
