# Second phase of `azd up`, after the code is deployed: subscribes the app to new blobs (event-subscriptions.bicep).
# Safe to run again: `azd hooks run postdeploy`.
$ErrorActionPreference = 'Stop'

foreach ($name in 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'FUNCTION_APP_NAME', 'EVENT_TOPIC_NAME', 'DATA_STORAGE_NAME',
  'DEAD_LETTER_CONTAINER') {
  if (-not [Environment]::GetEnvironmentVariable($name)) { throw "connect-events: $name is not set; run azd provision first" }
}
if (-not (Get-Command az -ErrorAction SilentlyContinue)) { throw 'connect-events: install the Azure CLI (az), this step needs it' }
az account show --output none
if ($LASTEXITCODE -ne 0) { throw 'connect-events: sign in with az login' }

# The key of the endpoint, and the endpoint itself, exist once the host has started with the new code: within minutes.
for ($attempt = 1; $attempt -le 10; $attempt++) {
  az deployment group create `
    --subscription $env:AZURE_SUBSCRIPTION_ID `
    --resource-group $env:AZURE_RESOURCE_GROUP `
    --name event-subscriptions `
    --template-file infra/bicep/event-subscriptions.bicep `
    --parameters functionAppName=$env:FUNCTION_APP_NAME topicName=$env:EVENT_TOPIC_NAME `
      dataStorageName=$env:DATA_STORAGE_NAME deadLetterContainer=$env:DEAD_LETTER_CONTAINER `
    --output none
  if ($LASTEXITCODE -eq 0) {
    Write-Host "connect-events: new blobs in uploads and imports now reach $env:FUNCTION_APP_NAME"
    exit 0
  }
  Write-Host "connect-events: the app does not answer yet, attempt $attempt of 10; again in 30 seconds"
  Start-Sleep -Seconds 30
}
throw 'connect-events: gave up after 10 attempts; uploads are not noticed yet'
