#!/bin/sh
# Second phase of `azd up`, after the code is deployed: subscribes the app to new blobs (event-subscriptions.bicep).
# Safe to run again: `azd hooks run postdeploy`.
set -eu

for name in AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP FUNCTION_APP_NAME EVENT_TOPIC_NAME DATA_STORAGE_NAME \
  DEAD_LETTER_CONTAINER
do
  eval "value=\${$name:-}"
  [ -n "$value" ] || { echo "connect-events: $name is not set; run azd provision first" >&2; exit 1; }
done
command -v az >/dev/null || { echo "connect-events: install the Azure CLI (az), this step needs it" >&2; exit 1; }
az account show --output none || { echo "connect-events: sign in with az login" >&2; exit 1; }

# The key of the endpoint, and the endpoint itself, exist once the host has started with the new code: within minutes.
attempt=1
until az deployment group create \
  --subscription "${AZURE_SUBSCRIPTION_ID}" \
  --resource-group "${AZURE_RESOURCE_GROUP}" \
  --name event-subscriptions \
  --template-file infra/bicep/event-subscriptions.bicep \
  --parameters functionAppName="${FUNCTION_APP_NAME}" topicName="${EVENT_TOPIC_NAME}" \
    dataStorageName="${DATA_STORAGE_NAME}" deadLetterContainer="${DEAD_LETTER_CONTAINER}" \
  --output none
do
  [ "$attempt" -lt 10 ] || { echo "connect-events: gave up after 10 attempts; uploads are not noticed yet" >&2; exit 1; }
  echo "connect-events: the app does not answer yet, attempt $attempt of 10; again in 30 seconds"
  attempt=$((attempt + 1))
  sleep 30
done
echo "connect-events: new blobs in uploads and imports now reach ${FUNCTION_APP_NAME}"
