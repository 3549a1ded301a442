// Second phase: tells the deployed app of new blobs. The endpoint carries the key blobs_extension, which the Functions
// host makes when it first loads a blob trigger, and Event Grid calls the endpoint to validate it, so the code must be
// there (https://learn.microsoft.com/azure/azure-functions/functions-event-grid-blob-trigger). The key is read here,
// inside the deployment, and passes through no script. infra/hooks/connect-events.* deploys this after the code.

param functionAppName string
param topicName string
param dataStorageName string
param deadLetterContainer string

// The blob-triggered functions of functions/blob_triggers.py.
var triggers = [
  {
    container: 'uploads'
    function: 'validate_and_split'
  }
  {
    container: 'imports'
    function: 'apply_import_chunk'
  }
]

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataStorageName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

// One after the other: the topic is one resource, and two changes of it at once may end in a conflict.
@batchSize(1)
resource subscriptions 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for trigger in triggers: {
    parent: topic
    name: trigger.container
    properties: {
      eventDeliverySchema: 'EventGridSchema'
      destination: {
        endpointType: 'WebHook'
        properties: {
          endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.${trigger.function}&code=${listKeys('${app.id}/host/default', '2025-03-01').systemKeys.blobs_extension}'
          maxEventsPerBatch: 1
          preferredBatchSizeInKilobytes: 64
        }
      }
      filter: {
        includedEventTypes: ['Microsoft.Storage.BlobCreated']
        // Ends with a slash: otherwise uploads-of-somebody-else would match too.
        subjectBeginsWith: '/blobServices/default/containers/${trigger.container}/'
        isSubjectCaseSensitive: true
      }
      // A day of attempts, then a dead letter
      // (https://learn.microsoft.com/azure/event-grid/delivery-and-retry).
      retryPolicy: {
        maxDeliveryAttempts: 30
        eventTimeToLiveInMinutes: 1440
      }
      deadLetterWithResourceIdentity: {
        identity: { type: 'SystemAssigned' }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: {
            resourceId: storage.id
            blobContainerName: deadLetterContainer
          }
        }
      }
    }
  }
]
