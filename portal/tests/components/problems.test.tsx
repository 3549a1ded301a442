import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { ApiProblem, Unreachable } from "~/api/problem";
import { SignInEnded } from "~/auth/signIn";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { ProblemMessage } from "~/components/ProblemMessage";
import { show, signIn } from "./show";

const CONFLICT = new ApiProblem(409, "conflict", "The group has changed.", "r-9");

it("shows the sentence, the fields and the request's id", () => {
  const fields = [
    { field: "name", code: "too_long", message: "It is too long." },
    { field: "", code: "missing", message: "The body is empty." },
  ];
  show(<ProblemMessage error={CONFLICT.withFields(fields)} title="The group was not saved." />);
  const alert = screen.getByRole("alert");
  expect(alert).toHaveTextContent("The group was not saved.");
  expect(alert).toHaveTextContent("The group has changed.");
  expect(alert).toHaveTextContent("Request ID: r-9");
  expect(
    within(alert)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toEqual(["name: It is too long.", "The body is empty."]);
});

it("has a sentence for what is no error at all", () => {
  show(<ProblemMessage error={undefined} />);
  expect(screen.getByRole("alert")).toHaveTextContent("Something failed. Try again.");
});

it.each([new SignInEnded(), new ApiProblem(401, "unauthorized", "The token is not valid.", "r")])(
  "offers to sign in again: %s",
  async (error) => {
    signIn.signIn.mockClear();
    const person = show(<ProblemMessage error={error} />);
    await person.click(screen.getByRole("button", { name: "Sign in again" }));
    expect(signIn.signIn).toHaveBeenCalledOnce();
  },
);

it("offers no sign-in where that would not help", () => {
  show(<ProblemMessage error={new Unreachable("r")} />);
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

function showConfirm(onConfirm: () => Promise<unknown>, isReady = true) {
  const told = { onDone: vi.fn(), onClose: vi.fn() };
  const person = show(
    <ConfirmDialog title="Remove it?" confirm="Remove" isReady={isReady} onConfirm={onConfirm} {...told}>
      It is removed from all groups.
    </ConfirmDialog>,
  );
  return { person, ...told, dialog: screen.getByRole("alertdialog", { name: "Remove it?" }) };
}

it("confirms, and closes once the service has answered", async () => {
  let answer: (value: unknown) => void = () => undefined;
  const { person, dialog, onDone, onClose } = showConfirm(() => new Promise((resolve) => (answer = resolve)));
  await person.click(within(dialog).getByRole("button", { name: "Remove" }));
  expect(await within(dialog).findByRole("button", { name: "Working …" })).toBeDisabled();
  expect(within(dialog).getByRole("button", { name: "Cancel" })).toBeDisabled();
  expect(onClose).not.toHaveBeenCalled();
  answer(null);
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(onDone).toHaveBeenCalledOnce();
});

it("stays open with the problem when the service rejects it", async () => {
  const { person, dialog, onDone, onClose } = showConfirm(() => Promise.reject(CONFLICT));
  await person.click(within(dialog).getByRole("button", { name: "Remove" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("The group has changed.");
  expect(within(dialog).getByRole("button", { name: "Remove" })).toBeEnabled();
  expect(onDone).not.toHaveBeenCalled();
  await person.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(onClose).toHaveBeenCalledOnce();
});

it("holds the button back until it is ready", () => {
  const { dialog } = showConfirm(() => Promise.resolve(), false);
  expect(within(dialog).getByRole("button", { name: "Remove" })).toBeDisabled();
});
