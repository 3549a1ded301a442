// Who may do what on what; nothing else in the deployment grants anything. The ids are in role-ids.json, by their names
// (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles).

param hostStorageName string
param dataStorageName string
param applicationInsightsName string

@description('The identity of the function app.')
param appPrincipalId string

@description('The identity of the Event Grid topic.')
param topicPrincipalId string
param deadLetterContainer string

@description('Entra group that may drop files into uploads; empty: none.')
param uploadersGroupId string

var groupId = resourceGroup().id
var roleIds = loadJsonContent('../role-ids.json')
var blobOwner = roleIds['Storage Blob Data Owner']
var blobContributor = roleIds['Storage Blob Data Contributor']
var queueContributor = roleIds['Storage Queue Data Contributor']
var tableContributor = roleIds['Storage Table Data Contributor']
var metricsPublisher = roleIds['Monitoring Metrics Publisher']

// What the Functions host needs on its own account: blobs for package, keys, leases and receipts; queues for the blob
// trigger; tables for its diagnostic events
// (https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity).
// Storage Account Contributor, which that page adds for blob triggers, lets the polling trigger turn storage logs on;
// triggers by Event Grid do not poll, and Microsoft's own sample does without it
// (github.com/Azure-Samples/functions-quickstart-python-azd-eventgrid-blob, infra/main.bicep).
var hostRoles = [blobOwner, queueContributor, tableContributor]

// On the data account: what a blob trigger needs, including the queue for poison blobs
// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#grant-permission-to-the-identity),
// which also lets the app sign upload URLs; and the tables.
var dataRoles = [blobOwner, queueContributor, tableContributor]

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostStorageName
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataStorageName
}

resource dataBlobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: dataStorage
  name: 'default'
}

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = {
  parent: dataBlobs
  name: deadLetterContainer
}

resource uploads 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = {
  parent: dataBlobs
  name: 'uploads'
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource appOnHostStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in hostRoles: {
    scope: hostStorage
    name: guid(hostStorage.id, appPrincipalId, role)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource appOnDataStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in dataRoles: {
    scope: dataStorage
    name: guid(dataStorage.id, appPrincipalId, role)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource appOnTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: applicationInsights
  name: guid(applicationInsights.id, appPrincipalId, metricsPublisher)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource topicOnDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: deadLetters
  name: guid(deadLetters.id, topicPrincipalId, blobContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor)
    principalId: topicPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Write only: who drops files must not read what others dropped, whole numbers of an organization, nor delete or list it.
// No built-in role has that: Storage Blob Data Contributor and Owner read and delete as well
// (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage). Put Blob, Put Block and Put Block List
// need blobs/write, or blobs/add/action where they only make new blobs
// (https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-blob-service-operations).
resource uploadWriter 'Microsoft.Authorization/roleDefinitions@2022-04-01' = if (!empty(uploadersGroupId)) {
  name: guid(groupId, 'muster-upload-writer')
  properties: {
    // Names of custom roles are unique in a tenant.
    roleName: 'Muster Upload Writer (${dataStorageName})'
    description: 'Write blobs, without reading, listing or deleting any.'
    type: 'CustomRole'
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
        ]
        notDataActions: []
      }
    ]
    assignableScopes: [groupId]
  }
}

resource uploadersOnUploads 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(uploadersGroupId)) {
  scope: uploads
  name: guid(uploads.id, uploadersGroupId, 'muster-upload-writer')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', uploadWriter.name)
    principalId: uploadersGroupId
    principalType: 'Group'
  }
}
