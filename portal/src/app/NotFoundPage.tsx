import { PageHeader } from "~/components/PageHeader";
import { Text } from "@fluentui/react-components";
import { AppLink } from "~/components/AppLink";

export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Nothing here" />
      <Text as="p">
        There is no page under this address, or you may not see it. <AppLink to="/groups">Go to your groups</AppLink>
      </Text>
    </>
  );
}
