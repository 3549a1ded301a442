import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { UploadForm } from "~/pages/uploads/UploadForm";
import { playApi, show } from "./show";

const PROBLEM = {
  status: 400,
  body: {
    type: "x",
    title: "The request is invalid.",
    status: 400,
    detail: "The encoding is not known.",
    code: "invalid",
    errors: [{ field: "encoding", code: "encoding_unknown", message: "Say one such as utf-8." }],
  },
};

async function send(choose: string | null) {
  const sent: unknown[] = [];
  playApi({
    "POST /uploads": ({ body }) => {
      sent.push(body);
      return PROBLEM;
    },
  });
  const person = show(<UploadForm />);
  const file = new File(["Group Name,Phone Number,User Type\n"], "users.csv", { type: "text/csv" });
  // jsdom has no Blob.arrayBuffer.
  Object.assign(file, { slice: () => ({ arrayBuffer: () => Promise.resolve(new ArrayBuffer(4)) }) });
  const [input] = document.querySelectorAll<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("There is no field for a file.");
  await person.upload(input, file);
  expect(await screen.findByText(/users.csv/)).toBeInTheDocument();
  if (choose) await person.selectOptions(screen.getByRole("combobox", { name: "Encoding of the files" }), choose);
  await person.click(screen.getByRole("button", { name: "Check files" }));
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  return sent[0];
}

it("lets the service detect the encoding unless one is chosen", async () => {
  expect(await send(null)).toMatchObject({ encoding: "" });
});

it("sends the encoding that is chosen, and shows beside it what the service says about it", async () => {
  expect(await send("Cyrillic (Windows-1251)")).toMatchObject({ encoding: "windows-1251" });
  expect(await screen.findByText("Say one such as utf-8.")).toBeInTheDocument();
});
