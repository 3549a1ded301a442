import type { Group } from "~/api/models";
import { linkSubgroup, subgroupCandidatesQuery } from "~/api/subgroups";
import { LinkPicker } from "~/components/LinkPicker";
import { counted } from "~/lib/format";

export function AddSubgroup({ group }: { group: Group }) {
  return (
    <LinkPicker
      label="Link a sub-group"
      candidatesQuery={(text) => subgroupCandidatesQuery(group.id, text)}
      detail={(candidate) => counted(candidate.memberCount, "member")}
      button="Link"
      done={(candidate) => `${candidate.name} is now a sub-group.`}
      link={({ id }) => linkSubgroup(group.id, id)}
    />
  );
}
