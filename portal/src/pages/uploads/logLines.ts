// The job log: one JSON object a line (docs/contract.md, Uploads).

export interface LogLine {
  time: string;
  level: string;
  code: string;
  message: string;
  row?: number;
}

/** The lines of a log; one that is still being written, and so is no JSON yet, is left out. */
export function parseLog(text: string): LogLine[] {
  const lines: LogLine[] = [];
  for (const line of text.split("\n")) {
    const parsed = line.trim() && parseLine(line);
    if (parsed) lines.push(parsed);
  }
  return lines;
}

function parseLine(line: string): LogLine | null {
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    return {
      time: textOf(value["time"]),
      level: textOf(value["level"]),
      code: textOf(value["code"]),
      message: textOf(value["message"]),
      ...(typeof value["row"] === "number" ? { row: value["row"] } : {}),
    };
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
