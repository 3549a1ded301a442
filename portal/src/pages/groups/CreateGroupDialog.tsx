import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Radio,
  RadioGroup,
  Textarea,
} from "@fluentui/react-components";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { createGroup } from "~/api/groups";
import type { CreatedGroup, GroupType } from "~/api/models";
import { fieldErrors } from "~/components/fieldErrors";
import { FormDialog } from "~/components/FormDialog";
import { NumbersField } from "~/components/NumbersField";
import { Outcomes } from "~/components/Outcomes";
import { RegionPicker } from "~/components/RegionPicker";
import { pastedNumbers } from "~/lib/pastedNumbers";

interface CreateGroupDialogProps {
  type: GroupType;
  onClose: () => void;
}

export default function CreateGroupDialog({ type: firstType, onClose }: CreateGroupDialogProps) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [type, setType] = useState<GroupType>(firstType);
  const [welcomeMessage, setWelcomeMessage] = useState("");
  const [region, setRegion] = useState("");
  const [numbers, setNumbers] = useState("");

  const create = useMutation({
    mutationFn: () =>
      createGroup({
        name: name.trim(),
        type,
        welcomeMessage: welcomeMessage.trim(),
        ...(region && { region }),
        ...(numbers.trim() && { phoneNumbers: pastedNumbers(numbers) }),
      }),
    onSuccess: (group) => {
      // A number that was rejected has to be seen before the page is left.
      if (group.members.counts.rejected === 0) void navigate(`/groups/${group.id}`);
    },
  });

  const errors = fieldErrors(create.error, ["name", "type", "welcomeMessage", "region", "phoneNumbers"]);

  if (create.data)
    return <CreatedDialog group={create.data} onOpen={() => void navigate(`/groups/${create.data.id}`)} />;
  return (
    <FormDialog
      title="Create a group"
      submit="Create"
      isReady={name.trim() !== ""}
      isPending={create.isPending}
      error={errors.rest}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <Field label="Name" required {...errors.at("name")}>
        <Input value={name} maxLength={200} dir="auto" onChange={(_, data) => setName(data.value)} />
      </Field>
      <Field label="Type" {...errors.at("type")}>
        <RadioGroup value={type} onChange={(_, data) => setType(data.value as GroupType)}>
          <Radio value="organization" label="Organization: managed by organization admins, too; its name is unique" />
          <Radio value="private" label="Private: seen only by its members" />
        </RadioGroup>
      </Field>
      <Field label="Welcome message" {...errors.at("welcomeMessage")}>
        <Textarea
          value={welcomeMessage}
          maxLength={2000}
          dir="auto"
          onChange={(_, data) => setWelcomeMessage(data.value)}
        />
      </Field>
      <RegionPicker value={region} onChange={setRegion} {...errors.at("region")} />
      <NumbersField
        label="Members"
        value={numbers}
        region={region}
        onChange={setNumbers}
        {...errors.at("phoneNumbers")}
      />
    </FormDialog>
  );
}

function CreatedDialog({ group, onOpen }: { group: CreatedGroup; onOpen: () => void }) {
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>The group is created, but some numbers were rejected</DialogTitle>
          <DialogContent>
            <Outcomes results={group.members} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onOpen}>
              Go to the group
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
