// What storage deletes by itself. Exports are not among it: the latest must stay however old it is, which a rule of
// age cannot know, so the app deletes them (EXPORT_RETENTION_DAYS); here they only become cheaper.

param storageName string

@description('UPLOAD_RETENTION_DAYS. The app deletes by then, but never the files of an upload that has not ended.')
param uploadRetentionDays int
param deadLetterContainer string

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: storage
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'uploads-and-chunks'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['uploads/', 'imports/']
            }
            actions: {
              // A month later than the app: only what no upload knows of is left by then.
              baseBlob: { delete: { daysAfterModificationGreaterThan: uploadRetentionDays + 30 } }
            }
          }
        }
        {
          name: 'dead-letters'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob', 'appendBlob']
              prefixMatch: ['${deadLetterContainer}/']
            }
            actions: {
              baseBlob: { delete: { daysAfterModificationGreaterThan: 90 } }
            }
          }
        }
        {
          name: 'exports-become-cool'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['exports/']
            }
            actions: {
              baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 30 } }
            }
          }
        }
      ]
    }
  }
}
