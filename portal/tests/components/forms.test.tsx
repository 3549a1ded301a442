import { Field, Input } from "@fluentui/react-components";
import { screen, within } from "@testing-library/react";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { ApiProblem } from "~/api/problem";
import { CheckboxGroup } from "~/components/CheckboxGroup";
import { fieldErrors } from "~/components/fieldErrors";
import { FormDialog } from "~/components/FormDialog";
import { NumbersField } from "~/components/NumbersField";
import ConnectorDialog from "~/pages/connectors/ConnectorDialog";
import CreateGroupDialog from "~/pages/groups/CreateGroupDialog";
import { playApi, show } from "./show";

const PROBLEM = new ApiProblem(400, "invalid_input", "The body breaks 3 rules.", "r-1", [
  { field: "name", code: "too_long", message: "It is too long." },
  { field: "phoneNumbers[3]", code: "number_invalid", message: "“12” is too short." },
  { field: "secret", code: "unknown", message: "It is not known." },
]);

it("divides an error among the fields that are shown", () => {
  const errors = fieldErrors(PROBLEM, ["name", "phoneNumbers", "region"]);
  expect(errors.at("name")).toEqual({ validationMessage: "It is too long.", validationState: "error" });
  expect(errors.at("phoneNumbers").validationMessage).toBe("“12” is too short.");
  expect(errors.at("region")).toEqual({});
  expect(errors.rest).toMatchObject({ message: PROBLEM.message, requestId: "r-1", fields: [{ field: "secret" }] });
});

it("leaves an error without fields as it is", () => {
  const error = new Error("down");
  expect(fieldErrors(error, ["name"]).rest).toBe(error);
  expect(fieldErrors(null, ["name"]).rest).toBeNull();
});

function NameForm(props: { isReady?: boolean; isPending?: boolean; error?: unknown; onSubmit: () => void }) {
  const [name, setName] = useState("");
  const errors = fieldErrors(props.error ?? null, ["name"]);
  return (
    <FormDialog
      title="Rename"
      submit="Save"
      isReady={props.isReady ?? true}
      isPending={props.isPending ?? false}
      error={errors.rest}
      onSubmit={props.onSubmit}
      onClose={() => undefined}
    >
      <Field label="Name" {...errors.at("name")}>
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
    </FormDialog>
  );
}

it("submits by Enter, but not before it is ready or while it waits", async () => {
  const onSubmit = vi.fn();
  const person = show(<NameForm onSubmit={onSubmit} />);
  await person.type(screen.getByRole("textbox", { name: "Name" }), "Depot{Enter}");
  expect(onSubmit).toHaveBeenCalledOnce();
});

it.each([{ isReady: false }, { isPending: true }])("does not submit with %j", async (state) => {
  const onSubmit = vi.fn();
  const person = show(<NameForm onSubmit={onSubmit} {...state} />);
  await person.type(screen.getByRole("textbox", { name: "Name" }), "Depot{Enter}");
  expect(onSubmit).not.toHaveBeenCalled();
});

it("shows a field's message at the field, the others in the dialog", () => {
  show(<NameForm onSubmit={() => undefined} error={PROBLEM} />);
  const name = screen.getByRole("textbox", { name: "Name" });
  expect(name).toBeInvalid();
  expect(name).toHaveAccessibleDescription("It is too long.");
  const items = screen.getAllByRole("listitem").map((item) => item.textContent);
  expect(items).toEqual(["phoneNumbers[3]: “12” is too short.", "secret: It is not known."]);
});

it("shows a message at a group of checkboxes", async () => {
  const onChange = vi.fn();
  const person = show(
    <CheckboxGroup<"Admin" | "Member">
      label="Roles"
      labels={{ Admin: "Admins", Member: "Members" }}
      values={["Admin"]}
      onChange={onChange}
      validationMessage="Choose at least one."
    />,
  );
  expect(screen.getByRole("group", { name: "Roles" })).toHaveAccessibleDescription("Choose at least one.");
  await person.click(screen.getByRole("checkbox", { name: "Members" }));
  expect(onChange).toHaveBeenCalledWith(["Admin", "Member"]);
});

function Numbers({ region }: { region: string }) {
  const [value, setValue] = useState("");
  return <NumbersField label="Members" value={value} region={region} onChange={setValue} />;
}

it("reads numbers while one types, the wrong ones first", async () => {
  const person = show(<Numbers region="IN" />);
  await person.type(screen.getByRole("textbox", { name: "Members" }), "98123 45678, 12");
  expect(await screen.findByText("2 numbers, 1 not valid")).toBeVisible();
  const list = screen.getByRole("list", { name: "Numbers as they are read" });
  expect(
    within(list)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toEqual(["12 is not valid: it is too short", "+919812345678 is valid"]);
});

it("reads by the region that is chosen", async () => {
  const person = show(<Numbers region="" />);
  await person.type(screen.getByRole("textbox", { name: "Members" }), "5550123");
  expect(await screen.findByText("1 number, 1 not valid")).toBeVisible();
  expect(screen.getByRole("listitem")).toHaveTextContent("no region is chosen");
});

it("creates a group, and keeps what was typed when the service rejects it", async () => {
  const bodies: unknown[] = [];
  playApi({
    "POST /groups": ({ body }) => {
      bodies.push(body);
      return {
        status: 400,
        body: {
          detail: "The body breaks 2 rule(s); see errors.",
          errors: [
            { field: "name", code: "name_reserved", message: "Choose another name." },
            { field: "phoneNumbers", code: "too_long", message: "It holds 1001 numbers." },
          ],
        },
      };
    },
  });
  const person = show(<CreateGroupDialog type="private" onClose={() => undefined} />);
  await person.type(screen.getByRole("textbox", { name: "Name" }), " Depot ");
  await person.type(screen.getByRole("textbox", { name: "Members" }), "+919812345678");
  await person.click(screen.getByRole("button", { name: "Create" }));
  const name = await screen.findByRole("textbox", { name: "Name", description: "Choose another name." });
  expect(name).toHaveValue(" Depot ");
  expect(screen.getByRole("textbox", { name: "Members" })).toHaveAccessibleDescription(/It holds 1001 numbers\./);
  expect(screen.getByText(/see errors/)).toBeVisible();
  expect(screen.queryByText(/name: Choose/)).not.toBeInTheDocument();
  expect(bodies).toEqual([{ name: "Depot", type: "private", welcomeMessage: "", phoneNumbers: "+919812345678" }]);
});

it("shows what the service says of the callback URL at that field", async () => {
  playApi({
    "POST /connectors": () => ({
      status: 400,
      body: {
        detail: "The callback address cannot be used.",
        errors: [{ field: "callbackUrl", code: "x", message: "It did not answer." }],
      },
    }),
  });
  const onSaved = vi.fn();
  const person = show(<ConnectorDialog connectorId={null} onSaved={onSaved} onClose={() => undefined} />);
  await person.type(screen.getByRole("textbox", { name: "Name" }), "Payroll");
  await person.click(screen.getByRole("checkbox", { name: /webhooks/ }));
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
  await person.type(screen.getByRole("textbox", { name: "Callback URL" }), "https://payroll.example/hook");
  await person.click(screen.getByRole("button", { name: "Save" }));
  await vi.waitFor(() =>
    expect(screen.getByRole("textbox", { name: "Callback URL" })).toHaveAccessibleDescription(/It did not answer\./),
  );
  expect(onSaved).not.toHaveBeenCalled();
});
