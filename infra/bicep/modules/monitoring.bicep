// Where logs go: one Log Analytics workspace, and Application Insights over it. Telemetry is accepted from identities
// with the role Monitoring Metrics Publisher only
// (https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication).

param nameSuffix string
param applicationInsightsName string
param location string
param tags { *: string }

@description('Days that logs are kept. They hold job and group ids, never whole phone numbers (host.json keeps paths out).')
param retentionDays int = 90

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-muster-${nameSuffix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

output workspaceId string = workspace.id
