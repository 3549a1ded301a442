// How many bytes of a built file came from which source, read from its source map
// (ECMA-426: mappings are Base64 VLQ, each relative to the one before).

const DIGITS = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((c, i) => [c, i]));

/** Pairs of source and bytes. What no mapping covers belongs to the source before it. */
export function bytesBySource(code, map) {
  const bytes = new Map();
  const lines = code.split("\n");
  let source = 0;
  for (const [number, mappings] of map.mappings.split(";").entries()) {
    let column = 0;
    let before = null;
    const count = (until) => {
      if (before) bytes.set(before.source, (bytes.get(before.source) ?? 0) + until - before.column);
    };
    for (const segment of mappings ? mappings.split(",") : []) {
      const fields = decode(segment);
      column += fields[0];
      count(column);
      source += fields[1] ?? 0;
      before = { source: map.sources[source] ?? "unknown", column };
    }
    count(lines[number]?.length ?? column);
  }
  return bytes;
}

function decode(segment) {
  const fields = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = DIGITS.get(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    fields.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return fields;
}
