// What somebody is told about. Each alert is a heading of docs/operations.md, which says what to do.
// The records that the queries read are written by shared/services/metrics.py.

param nameSuffix string
param location string
param tags { *: string }

@description('Receiver of all alerts; empty: they are recorded, and nobody is told.')
param email string
param workspaceId string
param dataStorageName string
param topicName string

var operators = {
  name: 'operators'
  emailAddress: email
  useCommonAlertSchema: true
}

var logAlerts = [
  {
    name: 'upload-failed'
    severity: 2
    description: 'An upload ended as failed.'
    window: 'PT15M'
    frequency: 'PT5M'
    query: '''
      AppTraces
      | where Message startswith "metric "
      | extend record = parse_json(substring(Message, 7))
      | where tostring(record.name) == "upload_finished" and tostring(record.state) == "failed"
    '''
  }
  {
    // A day between exports and two hours for one to run. Before a deployment is 26 hours old nothing is missing.
    name: 'export-missing'
    severity: 1
    description: 'No export was finished within 26 hours.'
    window: 'P2D'
    frequency: 'PT1H'
    query: '''
      AppTraces
      | summarize
          began = min(TimeGenerated),
          exported = maxif(TimeGenerated, Message startswith "metric {\"name\":\"export_finished\"")
      | where began < ago(26h) and (isnull(exported) or exported < ago(26h))
    '''
  }
  {
    // The metric of the queue's length, below, is hourly; the write itself is known within minutes.
    name: 'poison-blob'
    severity: 1
    description: 'A blob failed five times and went to the poison queue.'
    window: 'PT15M'
    frequency: 'PT5M'
    query: '''
      StorageQueueLogs
      | where OperationName == "PutMessage" and Uri has "webjobs-blobtrigger-poison"
    '''
  }
  {
    name: 'counts-repaired'
    severity: 2
    description: 'The nightly check found wrong member counts, which is a defect.'
    window: 'PT15M'
    frequency: 'PT15M'
    query: '''
      AppTraces
      | where Message startswith "metric {\"name\":\"counts_repaired\""
    '''
  }
  {
    name: 'uploads-late'
    severity: 2
    description: 'A file lay in storage for a while before anything happened to it: its event was lost or came late.'
    window: 'PT15M'
    frequency: 'PT15M'
    query: '''
      AppTraces
      | where Message startswith "metric {\"name\":\"uploads_late\""
    '''
  }
  {
    // An HTTP function answers 500 and logs the error: the invocation succeeds, and the record is a trace. Exceptions
    // are what ended an invocation, of a blob or a timer. A table exists once it has a record, hence the fuzzy union.
    name: 'errors'
    severity: 3
    description: 'More than ten unexpected errors within a quarter of an hour.'
    window: 'PT15M'
    frequency: 'PT15M'
    query: '''
      union isfuzzy=true AppExceptions, (AppTraces | where SeverityLevel >= 3)
      | summarize errors = count()
      | where errors > 10
    '''
  }
]

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataStorageName
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' existing = {
  parent: storage
  name: 'default'
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource receivers 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-muster-${nameSuffix}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'muster'
    enabled: true
    emailReceivers: empty(email) ? [] : [operators]
  }
}

resource byLog 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: 'muster-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Muster: ${alert.name}'
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      autoMitigate: true
      // The tables appear with the first record in them.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: { actionGroups: [receivers.id] }
    }
  }
]

// The data account has no other queue than the one for poison blobs; the metric knows no queues, and is hourly
// (https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-storage-storageaccounts-queueservices-metrics).
resource poisonQueueNotEmpty 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'muster-poison-queue-not-empty'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages wait in the poison queue.'
    severity: 2
    enabled: true
    scopes: [queues.id]
    evaluationFrequency: 'PT1H'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'messages'
          metricNamespace: 'Microsoft.Storage/storageAccounts/queueServices'
          metricName: 'QueueMessageCount'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [
      { actionGroupId: receivers.id }
    ]
  }
}

resource eventsDeadLettered 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'muster-events-dead-lettered'
  location: 'global'
  tags: tags
  properties: {
    description: 'Event Grid could not tell the app of a blob for a day.'
    severity: 2
    enabled: true
    scopes: [topic.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-letters'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DeadLetteredCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [
      { actionGroupId: receivers.id }
    ]
  }
}
