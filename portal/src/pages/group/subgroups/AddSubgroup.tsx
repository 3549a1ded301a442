import { useQuery } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { candidatesQuery } from "~/api/groups";
import type { Group } from "~/api/models";
import { LinkPicker } from "~/components/LinkPicker";
import { counted } from "~/lib/format";

/** The service leaves out of the candidates what would make a cycle. */
export function AddSubgroup({ group }: { group: Group }) {
  return (
    <LinkPicker<Group>
      label="Link a sub-group"
      useCandidates={(text) => useQuery(candidatesQuery(group.id, text))}
      detail={(candidate) => counted(candidate.memberCount, "member")}
      button="Link"
      done={(candidate) => `${candidate.name} is now a sub-group.`}
      link={({ id }) =>
        answer(
          api.PUT("/groups/{group_id}/subgroups/{child_id}", {
            params: { path: { group_id: group.id, child_id: id } },
          }),
        )
      }
    />
  );
}
