import { useEffect, useState } from "react";
import type { Phones } from "./phones";

let loaded: Phones | null = null;

/** The phone number rules, null until they have been loaded: they are large, and most pages need none. */
export function usePhones(): Phones | null {
  const [phones, setPhones] = useState(loaded);
  useEffect(() => {
    if (loaded) return;
    // Without them numbers are sent unchecked and the service says what is wrong, so a failure needs no message.
    import("./phones").then(
      (module) => {
        loaded = module.phones;
        setPhones(loaded);
      },
      () => undefined,
    );
  }, []);
  return phones;
}
