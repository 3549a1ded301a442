// Made by `npm run api` from openapi.json; edit the models in functions/ instead.

export interface paths {
    "/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the actions of the catalogue
         * @description Lists actions by name. A new store has a poll, a survey, an announcement, a checklist and a job.
         */
        get: operations["list_actions"];
        put?: never;
        /**
         * Add an action
         * @description Adds an action to the catalogue. A group has it only after an admin of the group adds it.
         */
        post: operations["create_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actions/{action_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an action
         * @description Returns the action as it is in the catalogue.
         */
        get: operations["get_action"];
        put?: never;
        post?: never;
        /**
         * Remove an action
         * @description Removes the action from the catalogue and from all groups.
         */
        delete: operations["delete_action"];
        options?: never;
        head?: never;
        /**
         * Change an action
         * @description Changes the fields that are given. A deactivated action cannot be added to more groups; the groups that have it keep
         *     it.
         */
        patch: operations["update_action"];
        trace?: never;
    };
    "/column-choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List remembered columns
         * @description Lists what was chosen for titles that are not known. Files with the same titles are read like that.
         */
        get: operations["list_column_choices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/column-choices/{fingerprint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget remembered columns
         * @description Forgets a choice: the next file with these titles asks again. Uploads that were read by it stay as they are.
         */
        delete: operations["forget_column_choice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the connectors of the catalogue
         * @description Lists connectors by name.
         */
        get: operations["list_connectors"];
        put?: never;
        /**
         * Add a connector
         * @description Adds a connector, which may do nothing until an admin of a group links it. With the permission outgoingWebhooks, the
         *     service sends a token to the callback URL, which must return it within 5 seconds; the answer holds the signing secret,
         *     which is not shown again.
         */
        post: operations["create_connector"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connectors/{connector_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a connector
         * @description Returns the connector without its signing secret, which is shown only once.
         */
        get: operations["get_connector"];
        put?: never;
        post?: never;
        /**
         * Remove a connector
         * @description Removes the connector. From then on it may do nothing in any group.
         */
        delete: operations["delete_connector"];
        options?: never;
        head?: never;
        /**
         * Change a connector
         * @description Changes the fields that are given. Groups that have the connector give it no more than when they linked it; private
         *     groups give it nothing under another clientId, and no events at another callbackUrl, until an admin of theirs links it
         *     again. Their audits tell the change. A deactivated connector gets no new links; the links that it has stay. A
         *     callbackUrl is validated, even if it is the same, and resumes deliveries that were stopped. A connector that gets the
         *     permission outgoingWebhooks gets a signing secret, which is not shown again.
         */
        patch: operations["update_connector"];
        trace?: never;
    };
    "/connectors/{connector_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the signing secret
         * @description Returns a new signing secret. Deliveries are signed with both secrets for a day, so that the receiver can switch.
         */
        post: operations["rotate_connector_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the reference page
         * @description Returns a page that shows the OpenAPI document. It loads nothing from other servers.
         */
        get: operations["get_docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List exports
         * @description Lists exports, newest first.
         */
        get: operations["list_exports"];
        put?: never;
        /**
         * Run an export
         * @description Exports every organization group as CSV and as workbooks. The export of a large store is still running when the
         *     answer is sent.
         */
        post: operations["create_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{export_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an export
         * @description Returns the state, the files and the counts of an export.
         */
        get: operations["get_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{export_id}/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a file of an export
         * @description Returns user-group-mapping or parent-group-mapping, as .csv or .xlsx, or manifest.json: whole up to 16 MiB, else the
         *     part that the header Range asks for. A sheet holds 1,048,576 rows; a mapping of more has no workbook.
         */
        get: operations["get_export_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the groups that the caller may see
         * @description Lists groups by name. Organization admins see all organization groups, and everybody sees the groups they are in.
         *     Connectors see the groups that they are linked to, by id.
         */
        get: operations["list_groups"];
        put?: never;
        /**
         * Create a group
         * @description Creates a group. The caller becomes its admin and the phone numbers become members; an invalid number does not affect
         *     the others.
         */
        post: operations["create_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a group
         * @description Returns the group with the number of its direct members and the role of the caller.
         */
        get: operations["get_group"];
        put?: never;
        post?: never;
        /**
         * Delete a group
         * @description Deletes the group. It can be restored for 30 days. Another organization group can take its name immediately.
         */
        delete: operations["delete_group"];
        options?: never;
        head?: never;
        /**
         * Change a group
         * @description Changes the fields that are given.
         */
        patch: operations["update_group"];
        trace?: never;
    };
    "/groups/{group_id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the actions of a group
         * @description Lists actions by name. Admins see all actions; members see the published actions that members may send.
         */
        get: operations["list_group_actions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/actions/candidates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the actions that the group can add
         * @description Lists the active actions that the group does not have, by name.
         */
        get: operations["list_action_candidates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/actions/{action_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Add an action to a group, or change who may send it
         * @description Adds the action as a draft, or changes who may send it. A published action stays published.
         */
        put: operations["put_group_action"];
        post?: never;
        /**
         * Remove an action from a group
         * @description Removes the action from the group. It stays in the catalogue.
         */
        delete: operations["unlink_action"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/actions/{action_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish an action
         * @description Shows the action to those who may send it.
         */
        post: operations["publish_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/actions/{action_id}/unpublish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an action a draft again
         * @description Makes the action a draft, which only the admins of the group see.
         */
        post: operations["unpublish_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the audit of a group
         * @description Lists every change of the group, its members, subgroups, connectors and actions, newest first; and changes of the
         *     sign-ins of its members and of what its connectors ask for. Links of groups that the caller may not see are left out.
         *     What happened before the group was mapped to the organization is for admins who were in it then.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the connectors of a group
         * @description Lists connectors by name, with their permissions in the group and whether they ask for more.
         */
        get: operations["list_group_connectors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/connectors/candidates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the connectors that the group can link
         * @description Lists the active connectors that the group does not have, by name.
         */
        get: operations["list_connector_candidates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/connectors/{connector_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Link a connector
         * @description Grants what the connector asks for now, on this group only. What it asks for later needs another request, which
         *     grants that; a request that would change nothing is no error.
         */
        put: operations["link_connector"];
        post?: never;
        /**
         * Unlink a connector
         * @description Unlinks the connector. From then on it may do nothing in this group.
         */
        delete: operations["unlink_connector"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change a private group into an organization group
         * @description Shows the group to organization admins. The answer is 409 when an organization group has the same name.
         */
        post: operations["link_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of a group
         * @description Lists members by phone number. Members see masked numbers, in the order of what is shown of each, and may not search
         *     by number.
         *
         *     With effective=true the members of the groups below follow: first everybody whose number the caller may see, by number
         *     and each once, then the members of each other group, masked. A search finds only among the first.
         */
        get: operations["list_members"];
        put?: never;
        /**
         * Add members
         * @description Adds members and returns an outcome for each number. An invalid number does not affect the others; a member who has
         *     another role gets the role of the request.
         */
        post: operations["add_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/members/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read a file of members
         * @description Reads a CSV or a workbook (.xlsx), which its content tells, for this group, and changes nothing: add the numbers of
         *     the answer to the group's members then. It takes up to 4 MiB and 5,000 numbers.
         *
         *     Only the column Phone Number is needed; a column of numbers without a title will do. Rows that name another group are
         *     problems. The answer is 400 with a code of the file, in `errors`, when the file as a whole cannot be read.
         */
        post: operations["read_member_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/members/{phone}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a member
         * @description Returns a member. Members may get only themselves.
         */
        get: operations["get_member"];
        put?: never;
        post?: never;
        /**
         * Remove a member, or leave the group
         * @description Removes a member. Members may remove themselves. The answer is 409 for the last admin of a private group.
         */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        /**
         * Change the role of a member
         * @description Changes the role. The answer is 409 when the last admin of a private group would become a member.
         */
        patch: operations["update_member"];
        trace?: never;
    };
    "/groups/{group_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a deleted group
         * @description Restores the group with its members and subgroups. The answer is 409 when another group has taken the name.
         */
        post: operations["restore_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/subgroups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the subgroups of a group
         * @description Lists subgroups by name. Each has the ids of its parents among the groups shown, from which a tree can be drawn.
         */
        get: operations["list_subgroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/subgroups/candidates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the groups that can be linked as subgroups
         * @description Lists the groups that the caller may see, by name, without the group itself, its subgroups, and groups that would
         *     close a cycle.
         */
        get: operations["list_subgroup_candidates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/subgroups/{child_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Link a subgroup
         * @description Links a subgroup. A second request changes nothing. The answer is 409 for a link that would close a cycle; the detail
         *     names the groups of the cycle.
         */
        put: operations["link_subgroup"];
        post?: never;
        /**
         * Unlink a subgroup
         * @description Removes the link. Both groups stay.
         */
        delete: operations["unlink_subgroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/unlink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change an organization group into a private group
         * @description Hides the group from organization admins who are not members. The answer is 409 when the group has no admin of its
         *     own.
         */
        post: operations["unlink_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that the app runs
         * @description Returns 200 when the app runs and storage answers, and 503 when storage does not answer. What storage answered counts
         *     for five seconds.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/identities/{subject}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the phone number of a subject
         * @description Returns the number that is stored. A number that is only in the token of the subject is not shown.
         */
        get: operations["get_identity"];
        /**
         * Store the phone number of a subject
         * @description Stores the number, which takes precedence over the number in the token of the subject: they are then that person in
         *     every group. The answer is 403 for the caller's own subject. The audits of the groups that the number is a member of
         *     tell the change.
         */
        put: operations["put_identity"];
        post?: never;
        /**
         * Delete the phone number of a subject
         * @description Deletes the stored number. The number in the token of the subject counts again. The audits of the groups that the
         *     number is a member of tell the change.
         */
        delete: operations["delete_identity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the caller
         * @description Returns the subject of the token, its phone number, and whether the caller is an organization admin.
         */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get this API as OpenAPI 3.1
         * @description Returns this document. It is made from the models that validate requests.
         */
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List uploads
         * @description Lists uploads, newest first.
         */
        get: operations["list_uploads"];
        put?: never;
        /**
         * Create an upload
         * @description Returns the upload and, for each kind of file, the request that stores it. Its URL creates the file once, whole and
         *     not in blocks, and is good for 15 minutes. When the answer to the request was lost, send it again: storage refuses it
         *     with 403 or 409 if the file has arrived.
         */
        post: operations["create_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/templates/{kind}.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a template
         * @description Returns the template user-group-mapping or parent-group-mapping, with instructions and examples.
         */
        get: operations["get_upload_template"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/templates/{kind}.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a template as a workbook
         * @description Returns the template user-group-mapping or parent-group-mapping as a workbook: its cells are formatted as text, and
         *     it has drop-downs and a sheet of instructions.
         */
        get: operations["get_upload_template_workbook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an upload
         * @description Returns state, progress and counts, which change while the upload runs.
         */
        get: operations["get_upload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply a reviewed upload
         * @description Applies an upload that waits for review. Say what was reviewed: send its ETag as If-Match, or the id of its plan.
         *     When a file changed since, and with it the plan, the answer is 412 and nothing is applied.
         */
        post: operations["apply_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an upload
         * @description Stops an upload. If it is being applied, it stops between two chunks; the counts say what was done.
         */
        post: operations["cancel_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/columns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose the columns of an upload
         * @description Goes on with an upload that failed because the titles of a file are not known or ambiguous, and validates it with
         *     these columns. Later files with the same titles are read like this one: see GET /column-choices. The answer is 409 for
         *     an upload that does not wait for columns.
         */
        post: operations["choose_upload_columns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the corrections of an upload
         * @description Returns all corrected rows and all rules, each with who made it last and when.
         */
        get: operations["get_upload_corrections"];
        put?: never;
        /**
         * Correct rejected rows of an upload
         * @description Adds corrections to those before. The upload goes back to validating: its file is read again with the corrections
         *     laid over it, by the same rules, its plan is made anew, and it waits for review again. Rows come before rules. A rule
         *     concerns the rejected number of a cell alone, a row's correction the whole cell. Up to 10,000 rows a request, 50,000
         *     rows and 100 rules in all. Say what was reviewed as for /apply, or nothing.
         */
        post: operations["correct_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the log of an upload
         * @description Returns the log, one JSON object a line: whole up to 16 MiB, else the part that the header Range asks for.
         */
        get: operations["get_upload_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the problems of an upload
         * @description Lists rejected rows and warnings, each with line, column, code and message.
         */
        get: operations["list_upload_problems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/rejected-rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the rejected rows of an upload
         * @description Lists rejected rows with their cells and problems, as validation read them last, corrections included.
         */
        get: operations["list_upload_rejected_rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/rejected.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the rejected rows of an upload
         * @description Returns the rejected rows with line, code and message in the first columns: whole up to 16 MiB, else the part that
         *     the header Range asks for. Correct the rows and upload the file again.
         */
        get: operations["get_upload_rejected"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/rejected.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the rejected rows as a workbook
         * @description Returns what rejected.csv has as a workbook, with a note at each wrong cell of the first 300 rows: whole up to 16
         *     MiB, else the part that the header Range asks for. Correct the rows and upload the file again.
         */
        get: operations["get_upload_rejected_workbook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rerun an upload
         * @description Applies the chunks that failed, were cancelled or were undone. An upload with review or mode replace is planned again
         *     first, and waits for review again where it did or its plan says so.
         */
        post: operations["rerun_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo an upload
         * @description Restores what the upload changed, unless somebody changed it since. The problems list what was not restored.
         */
        post: operations["undo_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{upload_id}/undo-plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what an undo would do
         * @description Returns what an undo would remove, restore and leave, in total and by group, and the later uploads that list the same
         *     people. Where an undo would be refused, so is this. It reads what the undo would read, and writes nothing.
         */
        get: operations["get_upload_undo_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The fields to change; a field that is left out stays as it is. */
        ActionChange: {
            /** @default null */
            name?: string | null;
            /** @default null */
            description?: string | null;
            /** @default null */
            schemaVersion?: number | null;
            /** @default null */
            active?: boolean | null;
        };
        /**
         * @description The kind of an action; custom actions are those of the organization.
         * @enum {string}
         */
        ActionKind: "poll" | "survey" | "announcement" | "checklist" | "job" | "custom";
        /** @description Actions by name. */
        ActionPage: {
            value: components["schemas"]["CatalogueAction"][];
            nextLink?: string;
        };
        /** @description A column of a file whose header is not known. */
        AskedColumn: {
            /** @description The title, on one line and cut to 100 characters; a column without one is called by its place, (column 3), and a title that was there before gets a number, Phone (2). */
            title: string;
            /** @description The sheet of a workbook, empty for a CSV. */
            sheet: string;
            /** @description The column that it probably is; absent where nothing says so. */
            guess?: string;
            /** @description The first three cells that are not blank, cut to 100 characters. */
            samples: string[];
        };
        /**
         * @description The change that an audit event is about.
         * @enum {string}
         */
        AuditAction: "groupCreated" | "groupUpdated" | "groupDeleted" | "groupRestored" | "groupPurged" | "groupLinked" | "groupUnlinked" | "membersChanged" | "subgroupAdded" | "subgroupRemoved" | "identityChanged" | "connectorCreated" | "connectorChanged" | "connectorRemoved" | "connectorSecretRotated" | "connectorLinked" | "connectorUnlinked" | "actionCreated" | "actionChanged" | "actionRemoved" | "actionLinked" | "actionUnlinked" | "actionSendersChanged" | "actionPublished" | "actionUnpublished" | "uploadCompleted" | "columnsChosen" | "columnsForgotten";
        /** @description Who changed what, and when. `before` and `after` hold the fields that differ. */
        AuditEvent: {
            id: string;
            /** Format: date-time */
            at: string;
            /** @description The subject of the caller, or who submitted the upload. */
            actor: string;
            action: components["schemas"]["AuditAction"];
            before: {
                [key: string]: unknown;
            };
            after: {
                [key: string]: unknown;
            };
            /** @description The upload that made the change. */
            jobId?: string;
        };
        /** @description Audit events, newest first. */
        AuditPage: {
            value: components["schemas"]["AuditEvent"][];
            nextLink?: string;
        };
        /** @description An action of the catalogue. An action that is not active cannot be added to more groups. */
        CatalogueAction: {
            id: string;
            name: string;
            description: string;
            kind: components["schemas"]["ActionKind"];
            schemaVersion: number;
            active: boolean;
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description Why entries are rejected: how many of a file with this code, and how many of them have a suggestion. */
        Cause: {
            kind: string;
            code: string;
            rejected: number;
            suggestions: number;
        };
        /** @description What the columns of a file are. */
        ChosenColumns: {
            /** @description The column, such as Phone Number, by the title in error.columns; empty to ignore the title. A title that is not given stays what it is known to be. */
            columns: {
                [key: string]: string;
            };
        };
        /** @description What is remembered for files with these titles, in this order. */
        ColumnChoice: {
            /** @description The SHA-256 of the titles, as they are compared. */
            id: string;
            kind: components["schemas"]["FileKind"];
            titles: string[];
            /** @description The column by title; empty for a title that is ignored. */
            columns: {
                [key: string]: string;
            };
            chosenBy: string;
            /** Format: date-time */
            chosenAt: string;
        };
        /** @description Remembered choices. */
        ColumnChoicePage: {
            value: components["schemas"]["ColumnChoice"][];
            nextLink?: string;
        };
        /** @description A connector of the catalogue. A connector that is not active gets no new links. */
        Connector: {
            id: string;
            name: string;
            description: string;
            clientId?: string;
            permissions: components["schemas"]["Permission"][];
            active: boolean;
            callbackUrl?: string;
            events: components["schemas"]["EventType"][];
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description Present while deliveries of events fail. */
            delivery?: components["schemas"]["DeliveryFailure"];
            /**
             * @description The signing secret of its webhooks, which is not shown again.
             * @example whsec_...
             */
            secret?: string;
        };
        /** @description A connector that the group can link. */
        ConnectorCandidate: {
            id: string;
            name: string;
            description: string;
            permissions: components["schemas"]["Permission"][];
        };
        /** @description Connectors by name. */
        ConnectorCandidatePage: {
            value: components["schemas"]["ConnectorCandidate"][];
            nextLink?: string;
        };
        /**
         * @description The fields to change; a field that is left out stays as it is. A connector that loses the permission outgoingWebhooks
         *     loses its callbackUrl and events too.
         */
        ConnectorChange: {
            /** @default null */
            name?: string | null;
            /** @default null */
            description?: string | null;
            /** @default null */
            clientId?: string | null;
            /** @default null */
            permissions?: components["schemas"]["Permission"][] | null;
            /** @default null */
            active?: boolean | null;
            /** @default null */
            callbackUrl?: string | null;
            /** @default null */
            events?: components["schemas"]["EventType"][] | null;
        };
        /** @description Connectors by name. */
        ConnectorPage: {
            value: components["schemas"]["Connector"][];
            nextLink?: string;
        };
        /** @description A rule, by whom and when. */
        CorrectionRule: {
            code: string;
            set?: {
                [key: string]: string;
            };
            accept?: string;
            skip: boolean;
            by: string;
            /** Format: date-time */
            at: string;
        };
        /** @description All corrections of an upload. */
        Corrections: {
            rows: components["schemas"]["RowCorrection"][];
            rules: components["schemas"]["CorrectionRule"][];
        };
        /** @description A new group, and the outcome of each phone number of the request. */
        CreatedGroup: {
            id: string;
            name: string;
            type: components["schemas"]["GroupType"];
            welcomeMessage: string;
            /** @description The ISO 3166 region of numbers without a country code. */
            region?: string;
            memberCount: number;
            /** @description Absent if the caller is not a member. */
            callerRole?: components["schemas"]["Role"];
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            deletedAt?: string;
            /** @description With include=totals: the number of entries in the list of effective members. People whose numbers the caller may not see count once in each group. */
            uniqueMemberCount?: number;
            /** @description With include=totals: the number of groups below, at any depth. */
            subgroupCount?: number;
            members: components["schemas"]["MemberResults"];
        };
        /**
         * @description `retrying`: deliveries fail and are tried again. `failing`: deliveries failed for two days, or the receiver answered
         *     410. Nothing is sent and events are lost until a PATCH with a callbackUrl, which may be the same, succeeds.
         */
        DeliveryFailure: {
            /** @enum {string} */
            state: "retrying" | "failing";
            /** Format: date-time */
            since: string;
            error: string;
        };
        /**
         * @description The events that a connector with the permission outgoingWebhooks can receive.
         * @enum {string}
         */
        EventType: "MemberAdded" | "MemberRemoved" | "MemberRoleChanged" | "GroupUpdated" | "GroupDeleted" | "SubgroupAdded" | "SubgroupRemoved" | "UploadCompleted";
        /** @description An export of all organization groups. */
        Export: {
            id: string;
            state: components["schemas"]["ExportState"];
            requestedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            finishedAt?: string;
            files: components["schemas"]["ExportedFile"][];
            counts: components["schemas"]["ExportCounts"];
        };
        /** @description How many groups, memberships and subgroup links an export holds. */
        ExportCounts: {
            groups: number;
            memberships: number;
            links: number;
        };
        /** @description Exports, newest first. */
        ExportPage: {
            value: components["schemas"]["Export"][];
            nextLink?: string;
        };
        /**
         * @description The state of an export: running until the files, the manifest and latest.json are written.
         * @enum {string}
         */
        ExportState: "running" | "completed" | "failed";
        /** @description A file of an export. `rows` does not count the header. */
        ExportedFile: {
            name: string;
            sizeBytes: number;
            sha256: string;
            rows: number;
        };
        /**
         * @description An upload that would remove more than removedPercent of the members of a group that has minimumMembers or more
         *     waits for review, and names the group in holds.
         */
        FailSafe: {
            removedPercent: number;
            minimumMembers: number;
        };
        /** @description A rejected field of the input. */
        FieldProblem: {
            /** @description The path of the field, such as phoneNumbers[2]; empty for the whole input. */
            field: string;
            code: string;
            message: string;
        };
        /**
         * @description The two files of an upload; the values are the names of templates and exports.
         * @enum {string}
         */
        FileKind: "user-group-mapping" | "parent-group-mapping";
        /** @description A number of the file, its line (the row of a sheet), and the role, null where the file says none. */
        FileMember: {
            line: number;
            phoneNumber: string;
            role?: components["schemas"]["Role"];
        };
        /** @description A group. `memberCount` counts the direct members. */
        Group: {
            id: string;
            name: string;
            type: components["schemas"]["GroupType"];
            welcomeMessage: string;
            /** @description The ISO 3166 region of numbers without a country code. */
            region?: string;
            memberCount: number;
            /** @description Absent if the caller is not a member. */
            callerRole?: components["schemas"]["Role"];
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            deletedAt?: string;
            /** @description With include=totals: the number of entries in the list of effective members. People whose numbers the caller may not see count once in each group. */
            uniqueMemberCount?: number;
            /** @description With include=totals: the number of groups below, at any depth. */
            subgroupCount?: number;
        };
        /** @description An action of a group. It is a draft until it is published. */
        GroupAction: {
            id: string;
            name: string;
            description: string;
            kind: components["schemas"]["ActionKind"];
            schemaVersion: number;
            active: boolean;
            senderRoles: components["schemas"]["Role"][];
            published: boolean;
            /** Format: date-time */
            publishedAt?: string;
            /** Format: date-time */
            addedAt: string;
            addedBy: string;
        };
        /** @description Actions by name. */
        GroupActionPage: {
            value: components["schemas"]["GroupAction"][];
            nextLink?: string;
        };
        /** @description Who may send the action in the group. */
        GroupActionSenders: {
            /** @description Members with one of these roles may send the action. */
            senderRoles: components["schemas"]["Role"][];
        };
        /** @description The fields to change; a field that is left out stays as it is. */
        GroupChange: {
            /** @default null */
            name?: string | null;
            /** @default null */
            welcomeMessage?: string | null;
        };
        /**
         * @description A connector of a group. Its permissions are those that it has in the group: granted when it was linked, and still in
         *     the catalogue.
         */
        GroupConnector: {
            id: string;
            name: string;
            description: string;
            permissions: components["schemas"]["Permission"][];
            /** @description What the connector asks for in the catalogue. Linking it again grants all of it. */
            requestedPermissions: components["schemas"]["Permission"][];
            /** @description Whether the connector would get permissions or events by being linked again: it asks for more than was granted, or the group is private and the connector's application or callback address is no longer the one that was linked. */
            asksForMore: boolean;
            active: boolean;
            /** Format: date-time */
            addedAt: string;
            addedBy: string;
        };
        /** @description Connectors by name. */
        GroupConnectorPage: {
            value: components["schemas"]["GroupConnector"][];
            nextLink?: string;
        };
        /** @description Groups by name. */
        GroupPage: {
            value: components["schemas"]["Group"][];
            nextLink?: string;
        };
        /** @description What the upload would change in one group, as of validation. */
        GroupPlan: {
            name: string;
            added: number;
            roleChanged: number;
            removed: number;
            unchanged: number;
            isNew: boolean;
        };
        /**
         * @description The type of a group. An organization group has a unique name, and organization admins see it. A private group
         *     needs no unique name, and only its members see it.
         * @enum {string}
         */
        GroupType: "organization" | "private";
        /** @description What an undo would do in one group. */
        GroupUndo: {
            /** @description The name in the file, where the upload kept it. */
            name: string;
            removed: number;
            rolesRestored: number;
            membersRestored: number;
            left: number;
            /** @description Why rows would be left. changedSince: others changed them after the upload. noOrganizationGroup: the group became private or was removed for good, and all is left as it is. */
            leftBecause?: components["schemas"]["LeftBecause"];
            /** @description Whether the group would be deleted: the upload created it, nobody uses it. */
            removesGroup: boolean;
        };
        /** @description The app runs and storage answers. */
        Health: {
            /**
             * @default healthy
             * @constant
             */
            status?: "healthy";
            /**
             * @default reachable
             * @constant
             */
            storage?: "reachable";
        };
        /** @description A group that holds the upload for review, once for each reason. */
        Hold: {
            group: string;
            /** @description removesMany: more of its members would be removed than failSafe allows. rejectedRows: members would be removed, and rows of the group were rejected. rowsWithoutGroup: members would be removed, and rows were rejected that may be of any group. lastAdmin: the group would have no admin left. encodingUnclear: the file's encoding is a guess without clear evidence, and the group is a name as read. skippedRows: members would be removed, and corrections leave out rows that may be of the group. There may be more reasons. */
            reason: string;
            /** @description What the reason means and what to do. */
            message: string;
        };
        /** @description A subject and its phone number. */
        Identity: {
            subject: string;
            phoneNumber: string;
        };
        /** @description The phone number of a subject. */
        IdentityNumber: {
            /**
             * @description The phone number with its country code.
             * @example +919812345678
             */
            phoneNumber: string;
        };
        /** @description A column with an unknown title, and how many of its cells hold a number that could be a member's. */
        IgnoredColumn: {
            title: string;
            numbers: number;
        };
        /** @description An upload that was applied after this one and lists people whom this one added, changed or removed. */
        LaterUpload: {
            id: string;
            name: string;
            state: components["schemas"]["UploadState"];
            submittedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            finishedAt?: string;
            /** @description How many of these people it lists, each once a group; left out where its files are too large to compare. */
            people?: number;
        };
        /**
         * @description Why an undo would leave what the upload did in a group.
         * @enum {string}
         */
        LeftBecause: "changedSince" | "noOrganizationGroup";
        /**
         * @description What the parent group mapping would do, as of validation. `new` holds the first 1,000 links that would be added; the
         *     rows that would be ignored or rejected are in /problems, a cycle with its path. `groupsCreated` counts groups that only
         *     the parent group mapping names.
         */
        LinksPlan: {
            added: number;
            unchanged: number;
            ignored: number;
            rejected: number;
            groupsCreated: number;
            new: components["schemas"]["PlannedLink"][];
        };
        /** @description The caller. A caller without a phone number has no role in any group. */
        Me: {
            subject: string;
            phoneNumber?: string;
            isOrganizationAdmin: boolean;
            clientId?: string;
            /** @description The connector that the application of the token acts as. */
            connectorId?: string;
        };
        /** @description A member. Members see masked numbers: +91••••••5678. */
        Member: {
            phoneNumber: string;
            role: components["schemas"]["Role"];
            /** Format: date-time */
            addedAt: string;
            addedBy: string;
            /** @description With effective=true: the groups of this entry, of which the person is a direct member. It has one group where the number is masked. */
            via?: components["schemas"]["ViaGroup"][];
        };
        /** @description The new role of the member. */
        MemberChange: {
            role: components["schemas"]["Role"];
        };
        /** @description What a file says about the members of one group. Nothing is added. */
        MemberFile: {
            /** @description In the order of the file, each number once. */
            members: components["schemas"]["FileMember"][];
            /** @description Rejected rows and warnings, as of an upload; at most 5,000. */
            problems: components["schemas"]["UploadProblem"][];
            passedOver: components["schemas"]["PassedOver"];
        };
        /** @description Members by number. Where numbers are masked, by what is shown of each member. */
        MemberPage: {
            value: components["schemas"]["Member"][];
            nextLink?: string;
        };
        /** @description The outcome of each phone number, in the order of the request. */
        MemberResults: {
            results: components["schemas"]["NumberResult"][];
            counts: components["schemas"]["OutcomeCounts"];
        };
        /** @description An action to add to the catalogue. */
        NewAction: {
            /** @description Up to 200 printable characters. Several entries may have the same name. */
            name: string;
            /** @default  */
            description?: string;
            /** @default custom */
            kind?: components["schemas"]["ActionKind"];
            /**
             * @description The version of the schema of the messages that the action sends.
             * @default 1
             */
            schemaVersion?: number;
            /** @default true */
            active?: boolean;
        };
        /** @description A connector to add to the catalogue. */
        NewConnector: {
            /** @description Up to 200 printable characters. Several entries may have the same name. */
            name: string;
            /** @default  */
            description?: string;
            /**
             * @description The id of the application in the identity provider: `azp` or `client_id` of its tokens. Required for the permission memberManagement, and for groupInformation and memberList without outgoingWebhooks. No two connectors have the same.
             * @default
             * @example 5ab0f2c4-6f62-4a58-9f56-2f0f3a0a52d1
             */
            clientId?: string;
            permissions: components["schemas"]["Permission"][];
            /** @default true */
            active?: boolean;
            /**
             * @description The https URL that events are sent to. Required for the permission outgoingWebhooks.
             * @default
             * @example https://example.com/muster
             */
            callbackUrl?: string;
            /**
             * @description Which events to send; all events if it is left out.
             * @default null
             */
            events?: components["schemas"]["EventType"][] | null;
        };
        /**
         * @description One row of a file: the cells to write, by column, or that it is skipped. Columns that are not named stay as they
         *     are; no cells at all take back what was corrected of the row.
         */
        NewCorrectedRow: {
            /** @description The file that the row is of. */
            kind: components["schemas"]["FileKind"];
            /** @description The line on which the row begins. */
            line: number;
            /**
             * @description New cells by column title; titles as in a header.
             * @default null
             */
            cells?: {
                [key: string]: string;
            } | null;
            /** @default false */
            skip?: boolean;
        };
        /**
         * @description What happens to every entry that is rejected with this code: a column is set, its suggestion is accepted, or it is
         *     skipped. The code alone takes its rule back.
         */
        NewCorrectionRule: {
            code: string;
            /**
             * @description Region or User Type, for the codes that are about them, with the value.
             * @default null
             */
            set?: {
                [key: string]: string;
            } | null;
            /** @default null */
            accept?: "suggestion" | null;
            /** @default false */
            skip?: boolean;
        };
        /** @description Corrections of rows and rules, which add to those before: of a row cell by cell, of a code as a whole. */
        NewCorrections: {
            rows?: components["schemas"]["NewCorrectedRow"][];
            rules?: components["schemas"]["NewCorrectionRule"][];
        };
        /** @description A group to create. The caller becomes its admin. */
        NewGroup: {
            /** @description Up to 200 printable characters; unique among organization groups, regardless of case. */
            name: string;
            /** @default organization */
            type?: components["schemas"]["GroupType"];
            /** @default  */
            welcomeMessage?: string;
            /** @default null */
            region?: string | null;
            /** @default null */
            phoneNumbers?: (string | string[]) | null;
        };
        /** @description Phone numbers to add, or to give another role. */
        NewMembers: {
            /**
             * @description Up to 1000 numbers: a list, or a text in which commas, semicolons or line breaks separate them, such as a column that is pasted from a spreadsheet, with its title or without.
             * @example 99885544, 99885543
             * @example [
             *       "+919812345678"
             *     ]
             */
            phoneNumbers: string | string[];
            /** @default null */
            region?: string | null;
            /** @default Member */
            role?: components["schemas"]["Role"];
        };
        /** @description How to apply the files of the upload. */
        NewUpload: {
            /**
             * @description merge adds members; replace also removes members of the listed groups whom the file does not list.
             * @default merge
             */
            mode?: components["schemas"]["UploadMode"];
            /**
             * @description The ISO 3166 region of numbers without a country code.
             * @default
             */
            region?: string;
            /**
             * @description The encoding of the files, such as windows-1251 or shift_jis; nothing is guessed then. Empty: it is detected.
             * @default
             * @example windows-1251
             */
            encoding?: string;
            /**
             * @description Whether the upload waits for /apply after validation.
             * @default true
             */
            review?: boolean;
            /**
             * @description Whether the upload also has a parent group mapping.
             * @default false
             */
            parentMapping?: boolean;
        };
        /**
         * @description The outcome of one phone number of a request.
         * @enum {string}
         */
        NumberOutcome: "added" | "roleChanged" | "unchanged" | "rejected";
        /** @description The outcome of one phone number. `input` is the number as it was in the request. */
        NumberResult: {
            input: string;
            phoneNumber?: string;
            outcome: components["schemas"]["NumberOutcome"];
            code?: string;
            message?: string;
        };
        /** @description How many numbers had which outcome. */
        OutcomeCounts: {
            added: number;
            roleChanged: number;
            unchanged: number;
            rejected: number;
        };
        /** @description What the user group mapping holds beside its rows, and nobody applies. */
        PassedOver: {
            /** @description Lines that begin with # and a blank, or #muster:, and declare no group. */
            instructions: number;
            /** @description Rows that hold only what a drop-down list fills in. */
            defaultRows: number;
            /** @description Columns whose titles are not known. */
            columns: number;
            /** @description The first 20 of them, those with numbers first. */
            ignoredColumns: components["schemas"]["IgnoredColumn"][];
            /** @description Entries that corrections leave out; they are in no count. */
            skipped: number;
            /** @description Rows of the parent group mapping that corrections leave out. */
            skippedLinks: number;
        };
        /**
         * @description What a connector may do on the groups that it is linked to.
         * @enum {string}
         */
        Permission: "groupInformation" | "memberList" | "memberManagement" | "outgoingWebhooks";
        /** @description The sums of the plan over all groups. */
        PlanTotals: {
            groups: number;
            groupsCreated: number;
            added: number;
            roleChanged: number;
            removed: number;
            unchanged: number;
        };
        /** @description A subgroup link that the upload would add. */
        PlannedLink: {
            parent: string;
            child: string;
        };
        /** @description Why a request failed. `code` is stable; `detail` is for people and may change. */
        Problem: {
            /** @default about:blank */
            type?: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            errors?: components["schemas"]["FieldProblem"][];
        };
        /** @description A row that is rejected, or of which some numbers are. `cells` are its cells as they are now, by column. */
        RejectedRow: {
            kind: components["schemas"]["FileKind"];
            sheet: string;
            line: number;
            cells: {
                [key: string]: string;
            };
            problems: components["schemas"]["RowProblem"][];
        };
        /** @description Rejected rows in the order of the lines; those of the user group mapping come first. A page may end early. */
        RejectedRowPage: {
            value: components["schemas"]["RejectedRow"][];
            nextLink?: string;
            /** @description On the last page: how many more rejected rows are not in the list, which holds 50,000 of a file. */
            leftOut?: number;
        };
        /**
         * @description The role of a member, spelled as in the column User Type.
         * @enum {string}
         */
        Role: "Admin" | "Member";
        /** @description What is corrected of one row, by whom last and when. */
        RowCorrection: {
            kind: components["schemas"]["FileKind"];
            line: number;
            cells: {
                [key: string]: string;
            };
            skip: boolean;
            by: string;
            /** Format: date-time */
            at: string;
        };
        /** @description Why the row, or one number of it, is rejected. */
        RowProblem: {
            column: string;
            code: string;
            /** @description What is wrong and what to do, with phone numbers masked. */
            message: string;
            /** @description The rejected cell, or the rejected number of it; at most 500 characters. */
            value?: string;
            suggestion?: components["schemas"]["Suggestion"];
        };
        /**
         * @description An error rejects something; a warning reports that something was done in another way than expected.
         * @enum {string}
         */
        Severity: "error" | "warning" | "info";
        /** @description The new signing secret of a connector. */
        SigningSecret: {
            /** @description Not shown again. The secret before it stays valid for a day. */
            secret: string;
        };
        /** @description A subgroup, and its parents among the groups shown. */
        Subgroup: {
            id: string;
            name: string;
            type: components["schemas"]["GroupType"];
            welcomeMessage: string;
            /** @description The ISO 3166 region of numbers without a country code. */
            region?: string;
            memberCount: number;
            /** @description Absent if the caller is not a member. */
            callerRole?: components["schemas"]["Role"];
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            deletedAt?: string;
            /** @description With include=totals: the number of entries in the list of effective members. People whose numbers the caller may not see count once in each group. */
            uniqueMemberCount?: number;
            /** @description With include=totals: the number of groups below, at any depth. */
            subgroupCount?: number;
            parentIds: string[];
        };
        /** @description Subgroups by name. */
        SubgroupPage: {
            value: components["schemas"]["Subgroup"][];
            nextLink?: string;
        };
        /** @description What a rejected row probably means: the value to write into the column, and the sentence that says so. */
        Suggestion: {
            column: string;
            value: string;
            text: string;
        };
        /**
         * @description What an undo did: members that it removed, roles and members that it restored, and rows that it left because somebody
         *     changed them after the upload.
         */
        UndoCounts: {
            removed: number;
            rolesRestored: number;
            membersRestored: number;
            left: number;
            groupsRemoved: number;
            linksRemoved: number;
        };
        /**
         * @description What an undo would do now. `groups` holds the 1,000 groups that it concerns most. `totals` also count what an earlier
         *     attempt of the same undo has done.
         */
        UndoPlan: {
            totals: components["schemas"]["UndoCounts"];
            groups: components["schemas"]["GroupUndo"][];
            groupsTotal: number;
            /** @description At most 50, newest first. The undo removes people although a later upload lists them: send that one again afterwards if they are to stay. */
            laterUploads: components["schemas"]["LaterUpload"][];
            /** @description False when there may be more later uploads than were looked at. */
            laterUploadsComplete: boolean;
        };
        /** @description An upload: state, files, progress and counts. */
        Upload: {
            id: string;
            name: string;
            state: components["schemas"]["UploadState"];
            mode: components["schemas"]["UploadMode"];
            region: string;
            /** @description What the files are in, as the upload said it; empty when it is detected. */
            encoding: string;
            review: boolean;
            source: components["schemas"]["UploadSource"];
            submittedBy: string;
            files: components["schemas"]["UploadFile"][];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            progress: components["schemas"]["UploadProgress"];
            error?: components["schemas"]["UploadError"];
            counts: components["schemas"]["UploadCounts"];
            passedOver: components["schemas"]["PassedOver"];
            /** @description Rejected entries by file and code, most first. */
            causes: components["schemas"]["Cause"][];
            corrections?: components["schemas"]["UploadCorrections"];
            /** @description The columns that were chosen by title, for this upload or for an earlier file with the same titles; empty where the titles are known. */
            columns: {
                [key: string]: string;
            };
            undo?: components["schemas"]["UndoCounts"];
            /** @description Whether an upload that is applying is being undone. */
            undoing: boolean;
            /** @description Those that would be accepted now. */
            allowedActions: components["schemas"]["UploadAction"][];
            /** @description The names of the groups in holds. */
            heldGroups: string[];
            /** @description The groups that hold the upload for review, and why: at most 1,000 entries, and 20 in the list of uploads. */
            holds: components["schemas"]["Hold"][];
            /** @description How many groups hold the upload. */
            heldTotal: number;
            /** @description How many files came for it after it was applied or had ended. */
            filesIgnored: number;
            failSafe: components["schemas"]["FailSafe"];
            plan?: components["schemas"]["UploadPlan"];
            /** @description The request that stores each file, by kind; only in the answer to POST /uploads. */
            uploadUrls?: {
                [key: string]: components["schemas"]["UploadUrl"];
            };
        };
        /**
         * @description What an administrator may do to an upload: a POST to the route of that name, `correct` to /corrections.
         * @enum {string}
         */
        UploadAction: "apply" | "cancel" | "rerun" | "undo" | "correct";
        /** @description How many rows are corrected, how many rules there are, and how many entries they leave out, of both files. */
        UploadCorrections: {
            rows: number;
            rules: number;
            skipped: number;
        };
        /**
         * @description The outcome of the entries: entries = rejected + duplicates + unchanged + added + roleChanged + notApplied. The
         *     last is 0 unless the upload failed or was cancelled.
         */
        UploadCounts: {
            entries: number;
            rejected: number;
            duplicates: number;
            unchanged: number;
            added: number;
            roleChanged: number;
            removed: number;
            groupsCreated: number;
            linksAdded: number;
            linksUnchanged: number;
            linksIgnored: number;
            linksRejected: number;
            notApplied: number;
        };
        /** @description Why the upload failed. docs/codes.md lists the codes. */
        UploadError: {
            code: string;
            message: string;
            /** @description Where columns can be chosen: the kind of file that it probably is; absent where nothing says so. */
            kind?: components["schemas"]["FileKind"];
            /** @description Where columns can be chosen, those of the row that is taken as the header, at most 100. Only in the answer for one upload. */
            columns?: components["schemas"]["AskedColumn"][];
        };
        /** @description One file that has arrived. */
        UploadFile: {
            kind: string;
            blobName: string;
            sizeBytes: number;
            /** @description The sheet that is read of a workbook; null for a CSV. */
            sheet?: string;
        };
        /**
         * @description merge adds members to the listed groups; replace also removes the members that the file does not list.
         * @enum {string}
         */
        UploadMode: "merge" | "replace";
        /** @description Uploads, newest first. */
        UploadPage: {
            value: components["schemas"]["Upload"][];
            nextLink?: string;
        };
        /**
         * @description What the upload would change. `groups` holds the 1,000 groups that change most; `links` is left out for an upload
         *     without a parent group mapping.
         */
        UploadPlan: {
            /** @description Names exactly this plan, for /apply. */
            id?: string;
            totals: components["schemas"]["PlanTotals"];
            groups: components["schemas"]["GroupPlan"][];
            links?: components["schemas"]["LinksPlan"];
        };
        /** @description A rejected row or number, or a warning about an accepted row. */
        UploadProblem: {
            file: string;
            /** @description The sheet of a workbook; null in a CSV, and for a whole workbook. */
            sheet?: string;
            /** @description The line of a CSV, as in an editor, or the row of the sheet; 0 for the whole file. */
            line: number;
            column: string;
            code: string;
            severity: components["schemas"]["Severity"];
            /** @description What is wrong and what to do, with phone numbers masked. */
            message: string;
            /** @description The rejected cell, or the rejected number of a cell, as written; at most 500 characters of it. */
            value?: string;
            suggestion?: components["schemas"]["Suggestion"];
        };
        /** @description Problems in the order of the lines; those of the user group mapping come first. */
        UploadProblemPage: {
            value: components["schemas"]["UploadProblem"][];
            nextLink?: string;
        };
        /**
         * @description How much is applied. `entriesDone` counts the entries of chunks that are done, and those that validation rejected or
         *     found to be duplicates.
         */
        UploadProgress: {
            chunksTotal: number;
            chunksDone: number;
            entriesDone: number;
        };
        /**
         * @description How an upload was sent: through POST /uploads, or as a blob that was put into the container.
         * @enum {string}
         */
        UploadSource: "api" | "storage";
        /**
         * @description The state of an upload.
         * @enum {string}
         */
        UploadState: "awaitingFiles" | "validating" | "awaitingReview" | "applying" | "completed" | "completedWithErrors" | "failed" | "cancelled" | "undone";
        /**
         * @description The request that stores one file: once, and begun before expiresAt. Where there is a file already, storage answers
         *     403 or 409: an earlier request has arrived.
         */
        UploadUrl: {
            url: string;
            method: string;
            headers: {
                [key: string]: string;
            };
            /** Format: date-time */
            expiresAt: string;
        };
        /** @description A group that the person is a direct member of. */
        ViaGroup: {
            id: string;
            name: string;
        };
    };
    responses: {
        /** @description The body or a query parameter breaks a rule; `errors` names the fields. */
        InvalidInput: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request has no token, or its token cannot be verified. */
        Unauthenticated: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["Challenge"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller may see the resource, but may not do this. */
        Forbidden: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The resource does not exist, or the caller may not see it. */
        NotFound: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request contradicts the current state; `code` says how. */
        Conflict: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The resource no longer has the ETag that If-Match names. */
        PreconditionFailed: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is over 1 MiB (some: 4 MiB), or the file is over one answer; ask for parts of it. */
        TooLarge: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The file ends before the part that Range asks for. */
        RangeNotSatisfiable: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The connector made too many calls; wait as long as Retry-After says. */
        TooManyRequests: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The service failed; X-Request-ID finds the reason in its log. */
        InternalError: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Storage or the token issuer does not answer; try again later. */
        ServiceUnavailable: {
            headers: {
                "X-Request-ID": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The most entries that the page may hold. */
        Limit: number;
        /** @description Where the page begins: the opaque value that a nextLink holds. */
        Continuation: string;
        /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
        IfMatch: string;
    };
    requestBodies: never;
    headers: {
        /** @description The id of the request: the one that was sent, or a new one. The log has it too. */
        RequestId: string;
        /** @description Seconds to wait before the next try. */
        RetryAfter: number;
        /** @description Bearer, with error="invalid_token" when a token was sent (RFC 6750, 3). */
        Challenge: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_actions: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
                /** @description The beginning of the name; upper and lower case are the same. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    create_action: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAction"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueAction"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_action: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                action_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueAction"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    delete_action: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                action_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    update_action: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                action_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActionChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueAction"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_column_choices: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ColumnChoicePage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    forget_column_choice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                fingerprint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_connectors: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
                /** @description The beginning of the name; upper and lower case are the same. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    create_connector: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConnector"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connector"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_connector: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connector_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connector"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    delete_connector: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                connector_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    update_connector: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                connector_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectorChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connector"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    rotate_connector_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connector_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningSecret"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_exports: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    create_export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_export_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                export_id: string;
                file: "user-group-mapping.csv" | "parent-group-mapping.csv" | "user-group-mapping.xlsx" | "parent-group-mapping.xlsx" | "manifest.json";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "application/json": Record<string, never>;
                };
            };
            /** @description Partial Content */
            206: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_groups: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
                type?: components["schemas"]["GroupType"];
                /** @description The beginning of the name; upper and lower case are the same. */
                q?: string;
                /** @description Only groups in which the caller has this role. */
                role?: components["schemas"]["Role"];
                /** @description Whether to list the deleted groups that the caller may restore instead. */
                deleted?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    create_group: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGroup"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedGroup"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_group: {
        parameters: {
            query?: {
                /** @description totals adds uniqueMemberCount and subgroupCount. It reads every membership below the group. */
                include?: "totals";
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    delete_group: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    update_group: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_group_actions: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupActionPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_action_candidates: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
                /** @description The beginning of the name; upper and lower case are the same. */
                q?: string;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    put_group_action: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
                action_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupActionSenders"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAction"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    unlink_action: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
                action_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    publish_action: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
                action_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAction"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    unpublish_action: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
                action_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAction"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_audit: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_group_connectors: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupConnectorPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_connector_candidates: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
                /** @description The beginning of the name; upper and lower case are the same. */
                q?: string;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorCandidatePage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    link_connector: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
                connector_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupConnector"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    unlink_connector: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
                connector_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    link_group: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
                role?: components["schemas"]["Role"];
                /** @description The beginning of the number, with the country code. */
                q?: string;
                /** @description Whether to include the members of all groups below. A person is listed once for all groups whose numbers the caller may see, and once more for each other group. */
                effective?: boolean;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    add_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMembers"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberResults"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    read_member_file: {
        parameters: {
            query?: {
                /** @description The ISO 3166 region of numbers without a country code, such as IN. */
                region?: string;
                /** @description The encoding of the files, such as windows-1251 or shift_jis; nothing is guessed then. Empty: it is detected. */
                encoding?: string;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv; charset=utf-8": unknown;
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberFile"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
                phone: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
                phone: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    update_member: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
                phone: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    restore_group: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_subgroups: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
                /** @description Whether to include the groups below the subgroups, at any depth. */
                recursive?: boolean;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubgroupPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_subgroup_candidates: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
                /** @description The beginning of the name; upper and lower case are the same. */
                q?: string;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    link_subgroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
                child_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    unlink_subgroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
                child_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    unlink_group: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["InvalidInput"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_identity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identity"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    put_identity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentityNumber"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identity"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    delete_identity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["InvalidInput"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_uploads: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    create_upload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUpload"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_upload_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: "user-group-mapping" | "parent-group-mapping";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_upload_template_workbook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: "user-group-mapping" | "parent-group-mapping";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    apply_upload: {
        parameters: {
            query?: {
                /** @description The id of the plan that was reviewed. */
                plan?: string;
            };
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    cancel_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    choose_upload_columns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChosenColumns"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_upload_corrections: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Corrections"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    correct_upload: {
        parameters: {
            query?: {
                /** @description The id of the plan that was reviewed. */
                plan?: string;
            };
            header?: {
                /** @description The ETag that the resource must still have; if it has another one, the answer is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCorrections"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_upload_log: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson; charset=utf-8": string;
                };
            };
            /** @description Partial Content */
            206: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson; charset=utf-8": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_upload_problems: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
            };
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadProblemPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    list_upload_rejected_rows: {
        parameters: {
            query?: {
                /** @description The most entries that the page may hold. */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins: the opaque value that a nextLink holds. */
                continuation?: components["parameters"]["Continuation"];
                /** @description Only those of this file. */
                kind?: components["schemas"]["FileKind"];
                /** @description Only those that have a problem with this code. */
                code?: string;
            };
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RejectedRowPage"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_upload_rejected: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                };
            };
            /** @description Partial Content */
            206: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_upload_rejected_workbook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description Partial Content */
            206: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    rerun_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    undo_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    get_upload_undo_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndoPlan"];
                };
            };
            400: components["responses"]["InvalidInput"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
}
