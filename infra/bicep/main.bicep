// Muster in one resource group: the function app, its two storage accounts, the portal, and what watches them.
// azd deploys this first, then the code, then event-subscriptions.bicep (docs/operations.md, "Deploying").
targetScope = 'subscription'

@description('Name of the azd environment; it names the resource group and makes the other names unique.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of everything but the portal. It must offer Flex Consumption.')
@minLength(1)
param location string

@description('Region of the portal; static web apps exist in few regions, and their content is served globally.')
@allowed(['centralus', 'eastasia', 'eastus2', 'westeurope', 'westus2'])
param portalLocation string = 'westeurope'

@description('Issuer of the tokens, equal to their iss claim.')
@minLength(8)
param authIssuer string

@description('Audience of the tokens, equal to their aud claim.')
@minLength(1)
param authAudience string

@description('Where the keys of the issuer are; empty: its discovery document says so.')
param authJwksUrl string = ''

@description('The value of the roles claim that makes an organization admin.')
param authAdminRole string = 'Groups.Admin'

@description('The claim that names the caller: sub, or oid for Entra ID.')
param authSubjectClaim string = 'sub'

@description('The claim with the number of the caller, where no identity link is stored.')
param authPhoneClaim string = 'phone_number'

@description('ISO 3166 region of numbers without a country code; empty: such numbers need a region of their own.')
param defaultRegion string = ''

@description('When the export runs, as NCRONTAB in UTC.')
param exportSchedule string = '0 0 2 * * *'

@description('Days that exports are kept; the app deletes them, and never the latest.')
@minValue(1)
param exportRetentionDays int = 90

@description('Days that uploaded files and chunk blobs are kept.')
@minValue(1)
param uploadRetentionDays int = 30

@minValue(1)
param uploadMaxRows int = 1000000

@minValue(1)
param uploadMaxBytes int = 209715200

@minValue(1)
param connectorCallsPerMinute int = 100

@minValue(1)
param connectorsCallsPerMinute int = 300

@description('Where alerts are sent; empty: nobody is told, the alerts are only recorded.')
param alertEmail string = ''

@description('Object id of the Entra group whose members may drop files into the container uploads; empty: nobody.')
param uploadersGroupId string = ''

@description('Redundancy of the account that holds the memberships. Standard_GRS survives the loss of a region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param dataRedundancy string = 'Standard_GRS'

@description('True: storage is reached through private endpoints only, and browsers upload from inside the network.')
param privateNetwork bool = false

@description('Most instances at once. Ten write as fast as one account takes entities (docs/capacity.md).')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

// Text, because main.bicepparam computes it: int() has the type int, which the compiler does not give to a union of three
// numbers (BCP033), and bounds would let 1000 pass. As text a wrong value is an error in the compiler.
@description('Memory of an instance, in MB.')
@allowed(['512', '2048', '4096'])
param instanceMemoryMB string = '2048'

@description('Instances that are always warm for HTTP; 0: the first call of a quiet hour waits for a cold start.')
@minValue(0)
param alwaysReadyHttpInstances int = 0

@description('Standard has an SLA and custom domains with private endpoints; Free is enough to begin.')
@allowed(['Free', 'Standard'])
param portalSku string = 'Free'

var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var deployContainer = 'app-package'
var deadLetterContainer = 'event-dead-letters'

// Names that other modules need. Read from outputs they would be unknown before the deployment, and a preview leaves out a
// module whose names it does not know (https://aka.ms/bicep/linter-diagnostics#what-if-short-circuiting). What an output
// said by itself, that one module comes after another, dependsOn says.
var hostStorageName = 'sthost${token}'
var dataStorageName = 'stdata${token}'
var applicationInsightsName = 'appi-muster-${token}'
var topicName = 'evgt-muster-${token}'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  name: 'identity'
  params: {
    name: 'id-muster-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    nameSuffix: token
    applicationInsightsName: applicationInsightsName
    location: location
    tags: tags
  }
}

module portal 'modules/portal.bicep' = {
  scope: group
  name: 'portal'
  params: {
    name: 'stapp-muster-${token}'
    location: portalLocation
    tags: tags
    skuName: portalSku
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  name: 'network'
  params: {
    nameSuffix: token
    location: location
    tags: tags
  }
}

// Receipts, leases, keys and the deployed package: the platform's own, apart from the memberships, so that neither
// throttles the other and the least is lost when one is rebuilt
// (https://learn.microsoft.com/azure/azure-functions/storage-considerations).
module hostStorage 'modules/storage.bicep' = {
  scope: group
  name: 'host-storage'
  params: {
    name: hostStorageName
    location: location
    // Tells rules of others what the account is for, as an account for data should have a copy in another region.
    tags: union(tags, { 'resource-usage': 'azure-functions' })
    skuName: 'Standard_LRS'
    containers: [deployContainer]
    browserOrigins: []
    publicAccess: !privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module dataStorage 'modules/storage.bicep' = {
  scope: group
  name: 'data-storage'
  params: {
    name: dataStorageName
    location: location
    tags: tags
    skuName: dataRedundancy
    // shared/storage/clients.py CONTAINERS; the app would create them too, but files may be dropped before it runs.
    containers: ['uploads', 'imports', 'job-logs', 'job-files', 'exports', deadLetterContainer]
    // The portal sends files to the upload URLs that the API hands out.
    browserOrigins: [portal.outputs.origin]
    publicAccess: !privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module dataLifecycle 'modules/data-lifecycle.bicep' = {
  scope: group
  name: 'data-lifecycle'
  params: {
    storageName: dataStorageName
    uploadRetentionDays: uploadRetentionDays
    deadLetterContainer: deadLetterContainer
  }
  dependsOn: [dataStorage]
}

module hostEndpoints 'modules/private-endpoints.bicep' = if (privateNetwork) {
  scope: group
  name: 'host-endpoints'
  params: {
    storageName: hostStorageName
    location: location
    tags: tags
    subnetId: privateNetwork ? network!.outputs.endpointSubnetId : ''
    zoneIds: privateNetwork ? network!.outputs.zoneIds : []
  }
  dependsOn: [hostStorage]
}

module dataEndpoints 'modules/private-endpoints.bicep' = if (privateNetwork) {
  scope: group
  name: 'data-endpoints'
  params: {
    storageName: dataStorageName
    location: location
    tags: tags
    subnetId: privateNetwork ? network!.outputs.endpointSubnetId : ''
    zoneIds: privateNetwork ? network!.outputs.zoneIds : []
  }
  dependsOn: [dataStorage]
}

module events 'modules/events.bicep' = {
  scope: group
  name: 'events'
  params: {
    name: topicName
    location: location
    tags: tags
    storageName: dataStorageName
  }
  dependsOn: [dataStorage]
}

module roles 'modules/roles.bicep' = {
  scope: group
  name: 'roles'
  params: {
    hostStorageName: hostStorageName
    dataStorageName: dataStorageName
    applicationInsightsName: applicationInsightsName
    // The name of a role assignment carries its principal, which cannot be changed: an identity that was made anew gets
    // assignments of its own. So these two are known at deployment only, and a preview does not show the assignments.
    #disable-next-line what-if-short-circuiting
    appPrincipalId: identity.outputs.principalId
    #disable-next-line what-if-short-circuiting
    topicPrincipalId: events.outputs.topicPrincipalId
    deadLetterContainer: deadLetterContainer
    uploadersGroupId: uploadersGroupId
  }
  dependsOn: [hostStorage, dataStorage, monitoring]
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  name: 'function-app'
  params: {
    name: 'func-muster-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    applicationInsightsName: applicationInsightsName
    hostStorageName: hostStorageName
    dataStorageName: dataStorageName
    deployContainer: deployContainer
    portalOrigin: portal.outputs.origin
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    maximumInstances: maximumInstances
    instanceMemoryMB: int(instanceMemoryMB)
    alwaysReadyHttpInstances: alwaysReadyHttpInstances
    // shared/settings.py says what each means and checks it at start.
    settings: {
      AUTH_ISSUER: authIssuer
      AUTH_AUDIENCE: authAudience
      AUTH_JWKS_URL: authJwksUrl
      AUTH_ADMIN_ROLE: authAdminRole
      AUTH_SUBJECT_CLAIM: authSubjectClaim
      AUTH_PHONE_CLAIM: authPhoneClaim
      DEFAULT_REGION: defaultRegion
      EXPORT_SCHEDULE: exportSchedule
      EXPORT_RETENTION_DAYS: string(exportRetentionDays)
      UPLOAD_RETENTION_DAYS: string(uploadRetentionDays)
      UPLOAD_MAX_ROWS: string(uploadMaxRows)
      UPLOAD_MAX_BYTES: string(uploadMaxBytes)
      CONNECTOR_CALLS_PER_MINUTE: string(connectorCallsPerMinute)
      CONNECTORS_CALLS_PER_MINUTE: string(connectorsCallsPerMinute)
      WEBHOOKS_ALLOW_LOCAL: 'false'
    }
  }
  // Without its roles the app can read neither its package nor its keys, and fails its first start. They come after the
  // accounts and Application Insights, so these exist by then too.
  dependsOn: [roles, hostEndpoints, dataEndpoints]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    nameSuffix: token
    location: location
    tags: tags
    email: alertEmail
    workspaceId: monitoring.outputs.workspaceId
    dataStorageName: dataStorageName
    topicName: topicName
  }
  dependsOn: [dataStorage, events]
}

// azd keeps these in its environment; the hooks under infra/hooks read them. azd itself sets no tenant there.
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output FUNCTION_APP_NAME string = functionApp.outputs.name
output API_URL string = functionApp.outputs.url
output PORTAL_URL string = portal.outputs.origin
output DATA_BLOB_URL string = dataStorage.outputs.blobUrl
output DATA_STORAGE_NAME string = dataStorageName
output EVENT_TOPIC_NAME string = topicName
output DEAD_LETTER_CONTAINER string = deadLetterContainer
