// Every page is a chunk of its own; what a caller may not do has no route.

import { lazy, Suspense } from "react";
import { Navigate, Route, Routes } from "react-router";
import { Loading } from "~/components/Loading";
import { useMe } from "~/context/me";
import { NotFoundPage } from "./NotFoundPage";

const GroupsPage = lazy(() => import("~/pages/groups/GroupsPage"));
const GroupPage = lazy(() => import("~/pages/group/GroupPage"));
const UploadsPage = lazy(() => import("~/pages/uploads/UploadsPage"));
const UploadPage = lazy(() => import("~/pages/uploads/UploadPage"));
const UploadLogPage = lazy(() => import("~/pages/uploads/UploadLogPage"));
const ColumnChoicesPage = lazy(() => import("~/pages/uploads/columns/ColumnChoicesPage"));
const ExportsPage = lazy(() => import("~/pages/exports/ExportsPage"));
const ConnectorsPage = lazy(() => import("~/pages/connectors/ConnectorsPage"));
const ActionsPage = lazy(() => import("~/pages/actions/ActionsPage"));
const IdentitiesPage = lazy(() => import("~/pages/identities/IdentitiesPage"));

export function Pages() {
  const me = useMe();
  return (
    <Suspense fallback={<Loading label="Loading the page" />}>
      <Routes>
        <Route path="/" element={<Navigate to="/groups" replace />} />
        <Route path="/groups" element={<GroupsPage />} />
        <Route path="/groups/:groupId/:section?" element={<GroupPage />} />
        {me.isOrganizationAdmin && (
          <>
            <Route path="/uploads" element={<UploadsPage />} />
            <Route path="/uploads/column-choices" element={<ColumnChoicesPage />} />
            <Route path="/uploads/:uploadId" element={<UploadPage />} />
            <Route path="/uploads/:uploadId/log" element={<UploadLogPage />} />
            <Route path="/exports" element={<ExportsPage />} />
            <Route path="/connectors" element={<ConnectorsPage />} />
            <Route path="/actions" element={<ActionsPage />} />
            <Route path="/identities" element={<IdentitiesPage />} />
          </>
        )}
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  );
}
