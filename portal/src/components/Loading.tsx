import { Spinner } from "@fluentui/react-components";
import { useEffect, useState } from "react";

/** Says that something is on its way; only after a moment, because a flash of it is noise. */
export function Loading({ label }: { label: string }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 250);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div style={{ minHeight: "120px", display: "grid", placeItems: "center" }} aria-busy="true">
      {isShown && <Spinner label={`${label} …`} labelPosition="below" size="small" />}
    </div>
  );
}
