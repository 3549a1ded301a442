import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Radio,
  RadioGroup,
} from "@fluentui/react-components";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { addMembers } from "~/api/members";
import type { Group, MemberResults, Role } from "~/api/models";
import { fieldErrors, type FieldError } from "~/components/fieldErrors";
import { FormDialog } from "~/components/FormDialog";
import { NumbersField } from "~/components/NumbersField";
import { Outcomes } from "~/components/Outcomes";
import { RegionPicker } from "~/components/RegionPicker";
import { pastedNumbers } from "~/lib/pastedNumbers";

interface AddMembersDialogProps {
  group: Group;
  onClose: () => void;
}

export default function AddMembersDialog({ group, onClose }: AddMembersDialogProps) {
  const [numbers, setNumbers] = useState("");
  const [region, setRegion] = useState("");
  const [role, setRole] = useState<Role>("Member");
  const add = useMutation({
    mutationFn: () => addMembers(group.id, { phoneNumbers: pastedNumbers(numbers), role, ...(region && { region }) }),
  });

  const errors = fieldErrors(add.error, ["phoneNumbers", "region", "role"]);

  if (add.data) return <OutcomeDialog results={add.data} onClose={onClose} />;
  return (
    <FormDialog
      title="Add users"
      submit="Add"
      isReady={numbers.trim() !== ""}
      isPending={add.isPending}
      error={errors.rest}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <NumbersField
        label="Phone numbers"
        value={numbers}
        region={region}
        defaultRegion={group.region}
        onChange={setNumbers}
        {...errors.at("phoneNumbers")}
      />
      <RegionPicker
        value={region}
        onChange={setRegion}
        defaultRegion={group.region ?? undefined}
        {...errors.at("region")}
      />
      <RoleField role={role} onChange={setRole} {...errors.at("role")} />
    </FormDialog>
  );
}

interface RoleFieldProps extends FieldError {
  role: Role;
  onChange: (role: Role) => void;
}

function RoleField({ role, onChange, ...error }: RoleFieldProps) {
  return (
    <Field label="Role" hint="Those who are already in the group get this role." {...error}>
      <RadioGroup layout="horizontal" value={role} onChange={(_, { value }) => onChange(value as Role)}>
        <Radio value="Member" label="Member" />
        <Radio value="Admin" label="Admin" />
      </RadioGroup>
    </Field>
  );
}

export function OutcomeDialog({ results, onClose }: { results: MemberResults; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Result of each number</DialogTitle>
          <DialogContent>
            <Outcomes results={results} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              Close
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
