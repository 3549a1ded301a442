// The function app on Flex Consumption. Runtime and package are properties of the resource there, not app settings
// (https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations).

param name string
param location string
param tags { *: string }
param identityId string
param identityClientId string
param applicationInsightsName string
param hostStorageName string
param dataStorageName string
param deployContainer string

@description('The one origin whose scripts may call the API.')
param portalOrigin string

@description('Subnet through which the app reaches storage; empty: the public endpoints.')
param subnetId string
param maximumInstances int
param instanceMemoryMB int
param alwaysReadyHttpInstances int

@description('What Muster itself reads, by the names in shared/settings.py; connections are added here.')
param settings { *: string }

// The one place that says which Python is deployed; .github/workflows/ci.yml runs the whole suite on it.
var pythonVersion = '3.12'

// Calls that one instance answers at once. Python's default is 1: every further call waits for an instance of its own and
// its cold start (https://learn.microsoft.com/azure/azure-functions/functions-concurrency#http-trigger-concurrency). The
// functions are coroutines that wait for storage most of the time. A call makes four or five requests to storage and takes
// 6 to 8 ms of CPU (benchmarks/results/http.json): sixteen keep the 64 places busy that an instance has for callers
// (docs/decisions/0012-fixed-request-limit.md), and wait for each other for some 130 ms of CPU at most. Forty instances
// then answer 640 calls at once.
var httpConcurrency = 16

var alwaysReadyHttp = {
  name: 'http'
  instanceCount: alwaysReadyHttpInstances
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostStorageName
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataStorageName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: {
        name: 'python'
        version: pythonVersion
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostStorage.properties.primaryEndpoints.blob}${deployContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstances
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReadyHttpInstances == 0 ? [] : [alwaysReadyHttp]
        triggers: {
          http: { perInstanceConcurrency: httpConcurrency }
        }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      cors: {
        allowedOrigins: [portalOrigin]
        supportCredentials: false
      }
    }
  }
}

// Deployments authenticate with Entra; no password of the site does anything.
resource noPasswordForFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noPasswordForScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(settings, {
    BLOB_TRIGGER_SOURCE: 'EventGrid'
    AzureWebJobsStorage__blobServiceUri: hostStorage.properties.primaryEndpoints.blob
    AzureWebJobsStorage__queueServiceUri: hostStorage.properties.primaryEndpoints.queue
    AzureWebJobsStorage__tableServiceUri: hostStorage.properties.primaryEndpoints.table
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identityClientId
    DataStorage__blobServiceUri: dataStorage.properties.primaryEndpoints.blob
    DataStorage__queueServiceUri: dataStorage.properties.primaryEndpoints.queue
    DataStorage__tableServiceUri: dataStorage.properties.primaryEndpoints.table
    DataStorage__credential: 'managedidentity'
    DataStorage__clientId: identityClientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identityClientId}'
  })
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
