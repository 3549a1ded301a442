import { PageHeader } from "~/components/PageHeader";
export default function IdentitiesPage() { return <PageHeader title="IdentitiesPage" />; }
