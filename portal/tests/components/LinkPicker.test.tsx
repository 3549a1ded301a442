import { queryOptions } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { ApiProblem } from "~/api/problem";
import { LinkPicker } from "~/components/LinkPicker";
import { show } from "./show";

interface Candidate {
  id: string;
  name: string;
}

const ALL: Candidate[] = [
  { id: "1", name: "Depot Delhi" },
  { id: "2", name: "Region North" },
];

function showPicker(options: {
  find?: (text: string) => Promise<{ value: Candidate[] }>;
  link?: (candidate: Candidate) => Promise<unknown>;
  isReady?: boolean;
}) {
  const find = vi.fn(
    options.find ?? ((text: string) => Promise.resolve({ value: ALL.filter(({ name }) => name.startsWith(text)) })),
  );
  const link = vi.fn(options.link ?? (() => Promise.resolve()));
  const person = show(
    <LinkPicker
      label="Link a sub-group"
      candidatesQuery={(text) => queryOptions({ queryKey: ["candidates", text], queryFn: () => find(text) })}
      detail={({ id }) => `number ${id}`}
      button="Link"
      done={({ name }) => `${name} is linked.`}
      link={link}
      isReady={options.isReady}
    />,
  );
  return { person, find, link, box: screen.getByRole("combobox", { name: "Link a sub-group" }) };
}

const button = () => screen.getByRole("button", { name: "Link" });

it("asks for what was typed, links what was chosen, and is empty again", async () => {
  const { person, find, link, box } = showPicker({});
  expect(button()).toBeDisabled();
  await person.type(box, "Region");
  await vi.waitFor(() => expect(find).toHaveBeenLastCalledWith("Region"));
  expect(find.mock.calls.map(([text]) => text)).toEqual(["", "Region"]);
  await person.click(await screen.findByRole("option", { name: /Region North · number 2/ }));
  expect(box).toHaveValue("Region North");
  await person.click(button());
  expect(link).toHaveBeenCalledWith(ALL[1], expect.anything());
  expect(await screen.findByText("Region North is linked.")).toBeInTheDocument();
  expect(box).toHaveValue("");
  expect(button()).toBeDisabled();
});

it("drops the choice when one types on", async () => {
  const { person, box } = showPicker({});
  await person.click(box);
  await person.click(await screen.findByRole("option", { name: /Depot Delhi/ }));
  expect(button()).toBeEnabled();
  await person.type(box, "!");
  expect(button()).toBeDisabled();
});

it("says when nothing matches", async () => {
  const { person, box } = showPicker({ find: () => Promise.resolve({ value: [] }) });
  await person.click(box);
  expect(await screen.findByRole("option", { name: "No match. Try fewer letters." })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
});

it("keeps the choice when the service rejects it", async () => {
  const { person, box } = showPicker({
    link: () => Promise.reject(new ApiProblem(409, "cycle", "Depot Delhi is above this group.", "r-3")),
  });
  await person.click(box);
  await person.click(await screen.findByRole("option", { name: /Depot Delhi/ }));
  await person.click(button());
  expect(await screen.findByRole("alert")).toHaveTextContent("Depot Delhi is above this group.");
  expect(box).toHaveValue("Depot Delhi");
  expect(button()).toBeEnabled();
});

it("asks again for candidates that did not come", async () => {
  let isDown = true;
  const { person, find } = showPicker({
    find: () => (isDown ? Promise.reject(new Error("The service did not answer.")) : Promise.resolve({ value: ALL })),
  });
  expect(await screen.findByRole("alert")).toHaveTextContent("The service did not answer.");
  isDown = false;
  await person.click(screen.getByRole("button", { name: "Try again" }));
  await vi.waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
  expect(find).toHaveBeenCalledTimes(2);
});

it("waits for what else has to be chosen", async () => {
  const { person, box } = showPicker({ isReady: false });
  await person.click(box);
  await person.click(await screen.findByRole("option", { name: /Depot Delhi/ }));
  expect(button()).toBeDisabled();
});
