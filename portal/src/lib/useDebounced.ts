import { useEffect, useState } from "react";

/** The value once it has stood still for a moment, so that a search asks once a word and not once a key. */
export function useDebounced<Value>(value: Value, milliseconds = 250): Value {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
