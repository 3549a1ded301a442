import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { UndoPlan } from "~/api/models";
import { UploadCommands } from "~/pages/uploads/UploadCommands";
import { upload } from "../upload";
import { playApi, show, type Play } from "./show";

const NOTHING = { removed: 0, rolesRestored: 0, membersRestored: 0, left: 0, groupsRemoved: 0, linksRemoved: 0 };
const GROUP = { name: "Depot", removed: 0, rolesRestored: 0, membersRestored: 0, left: 0, removesGroup: false };
const LATER = { state: "completed" as const, submittedBy: "asha", createdAt: "2026-11-23T10:00:00Z" };

function plan(changes: Partial<UndoPlan> = {}): UndoPlan {
  return { totals: NOTHING, groups: [], groupsTotal: 0, laterUploads: [], laterUploadsComplete: true, ...changes };
}

/** Opens the dialog over an API that answers so. */
async function asked(answer: Play) {
  const undo = () => ({ body: upload({ state: "applying", undoing: true }) });
  const calls = playApi({ "GET /uploads/id/undo-plan": answer, "POST /uploads/id/undo": undo });
  const person = show(<UploadCommands upload={upload({ allowedActions: ["undo"] })} />);
  await person.click(screen.getByRole("button", { name: "Undo" }));
  const dialog = screen.getByRole("alertdialog", { name: "Undo this upload?" });
  return { calls, person, dialog, button: within(dialog).getByRole("button", { name: "Undo" }) };
}

it("shows what the undo would do before it can be confirmed, and then does it", async () => {
  const totals = { removed: 1200, rolesRestored: 1, membersRestored: 2, left: 3, groupsRemoved: 1, linksRemoved: 4 };
  let answer: (played: { body: UndoPlan }) => void = () => undefined;
  const { calls, person, dialog, button } = await asked(() => new Promise((resolve) => (answer = resolve)));
  expect(await within(dialog).findByText("Finding out what the undo would do …")).toBeVisible();
  expect(button).toBeDisabled();
  answer({ body: plan({ totals }) });
  expect(
    await within(dialog).findByText(
      "This will be done: 1,200 members removed, 2 members put back, 1 role set back, 4 sub-group links removed, 1 group deleted. 3 changes of this upload will be left.",
    ),
  ).toBeVisible();
  expect(button).toBeEnabled();
  await person.click(button);
  expect(await screen.findByText("The upload is being undone.")).toBeInTheDocument();
  expect(calls).toEqual(["GET /uploads/id/undo-plan", "POST /uploads/id/undo"]);
});

it("says group by group what would be left, and why", async () => {
  const groups = [
    { ...GROUP, name: "<b>Yard</b>", removed: 5, removesGroup: true },
    { ...GROUP, left: 2, leftBecause: "changedSince" as const, rolesRestored: 1 },
    { ...GROUP, name: "Kiosk", left: 1, leftBecause: "noOrganizationGroup" as const },
  ];
  const { dialog } = await asked(() => ({ body: plan({ groups, groupsTotal: 12 }) }));
  const items = within(await within(dialog).findByRole("list", { name: "Group by group" })).getAllByRole("listitem");
  expect(items.map((item) => item.textContent)).toEqual([
    "<b>Yard</b>: 5 removed, the group is deleted",
    "Depot: 1 role set back, 2 left, as others changed them since",
    "Kiosk: 1 left, as it is no organization group any more",
  ]);
  expect(within(dialog).getByText("The 3 groups that change most, of 12 groups.")).toBeVisible();
});

it("links the later uploads that list the same people", async () => {
  const laterUploads = [
    { ...LATER, id: "later", name: "payroll", people: 2 },
    { ...LATER, id: "large", name: "large" },
  ];
  const { dialog } = await asked(() => ({ body: plan({ laterUploads, laterUploadsComplete: false }) }));
  expect(await within(dialog).findByRole("link", { name: /^payroll/ })).toHaveAttribute("href", "/uploads/later");
  expect(dialog).toHaveTextContent(/payroll.*: 2 of these people/);
  expect(dialog).toHaveTextContent(/Upload.*: too large to compare/);
  expect(dialog).toHaveTextContent("There may be more: only the latest uploads were compared.");
});

it("says nothing of later uploads where there are none", async () => {
  const { dialog, button } = await asked(() => ({ body: plan() }));
  expect(await within(dialog).findByText("Nothing would change.")).toBeVisible();
  expect(dialog).not.toHaveTextContent("Later uploads");
  expect(button).toBeEnabled();
});

it("takes a tick to undo what cannot be planned, and a retry plans it", async () => {
  const answer = vi.fn<Play>(() => ({ status: 500, body: { detail: "Storage is away.", status: 500 } }));
  const { person, dialog, button } = await asked(answer);
  expect(await within(dialog).findByText("What the undo would do is not known.")).toBeVisible();
  expect(button).toBeDisabled();
  await person.click(within(dialog).getByRole("checkbox", { name: "Undo it without knowing." }));
  expect(button).toBeEnabled();
  answer.mockReturnValue({ body: plan() });
  await person.click(within(dialog).getByRole("button", { name: "Try again" }));
  expect(await within(dialog).findByText("Nothing would change.")).toBeVisible();
  expect(within(dialog).queryByRole("checkbox")).not.toBeInTheDocument();
});
