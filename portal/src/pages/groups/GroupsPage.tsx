import { PageHeader } from "~/components/PageHeader";
export default function GroupsPage() { return <PageHeader title="GroupsPage" />; }
