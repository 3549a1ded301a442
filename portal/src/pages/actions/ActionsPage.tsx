import { PageHeader } from "~/components/PageHeader";
export default function ActionsPage() { return <PageHeader title="ActionsPage" />; }
