import { Link } from "@fluentui/react-components";
import type { MouseEvent, ReactNode } from "react";
import { useHref, useLinkClickHandler } from "react-router";

interface AppLinkProps {
  to: string;
  children: ReactNode;
  className?: string;
  /** Set in a sentence, where colour alone must not tell a link from text (WCAG 1.4.1). */
  inline?: boolean;
}

/** A Fluent link to a page of the portal, which does not load the portal anew. */
export function AppLink({ to, children, className, inline }: AppLinkProps) {
  const href = useHref(to);
  const onClick = useLinkClickHandler(to);
  return (
    <Link
      href={href}
      className={className}
      inline={inline}
      onClick={(event: MouseEvent<HTMLElement>) => onClick(event as MouseEvent<HTMLAnchorElement>)}
    >
      {children}
    </Link>
  );
}
