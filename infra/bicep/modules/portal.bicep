// The management portal: static files only. Its config.json is written by infra/hooks before it is deployed.

param name string
param location string
param tags { *: string }
param skuName string

resource portal 'Microsoft.Web/staticSites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'portal' })
  sku: {
    name: skuName
    tier: skuName
  }
  properties: {
    // Previews of branches would have other origins than the one that CORS allows.
    stagingEnvironmentPolicy: 'Disabled'
    allowConfigFileUpdates: true
  }
}

output origin string = 'https://${portal.properties.defaultHostname}'
