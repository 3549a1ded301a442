import { PageHeader } from "~/components/PageHeader";
export default function GroupPage() { return <PageHeader title="GroupPage" />; }
