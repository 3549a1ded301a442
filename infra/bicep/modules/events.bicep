// The topic on which the data account announces new blobs. Its subscriptions come in the second phase
// (event-subscriptions.bicep): they need a key that exists only once the code is deployed.

param name string
param location string
param tags { *: string }
param storageName string

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  // Dead letters go to an account without keys, hence with an identity
  // (https://learn.microsoft.com/azure/event-grid/managed-service-identity).
  identity: { type: 'SystemAssigned' }
  properties: {
    source: storage.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

output topicPrincipalId string = topic.identity.principalId
