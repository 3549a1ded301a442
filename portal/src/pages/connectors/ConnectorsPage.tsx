import { PageHeader } from "~/components/PageHeader";
export default function ConnectorsPage() { return <PageHeader title="ConnectorsPage" />; }
