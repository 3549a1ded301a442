import { Toast, ToastTitle, useToastController } from "@fluentui/react-components";

export const TOASTER = "muster";

/** Says in passing that the server has confirmed something. Failures stay on the page instead, in ProblemMessage. */
export function useNotify(): (sentence: string) => void {
  const { dispatchToast } = useToastController(TOASTER);
  return (sentence) =>
    dispatchToast(
      <Toast>
        <ToastTitle>{sentence}</ToastTitle>
      </Toast>,
      { intent: "success", timeout: 6000 },
    );
}
