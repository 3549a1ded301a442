// azd prefers this file to main.parameters.json (github.com/Azure/azure-dev pull 2628); values come from `azd env set`.
// The four without which nothing runs have no default, so that the compiler says which variable is missing (BCP427).
using './main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param portalLocation = readEnvironmentVariable('PORTAL_LOCATION', 'westeurope')

param authIssuer = readEnvironmentVariable('AUTH_ISSUER')
param authAudience = readEnvironmentVariable('AUTH_AUDIENCE')
param authJwksUrl = readEnvironmentVariable('AUTH_JWKS_URL', '')
param authAdminRole = readEnvironmentVariable('AUTH_ADMIN_ROLE', 'Groups.Admin')
param authSubjectClaim = readEnvironmentVariable('AUTH_SUBJECT_CLAIM', 'sub')
param authPhoneClaim = readEnvironmentVariable('AUTH_PHONE_CLAIM', 'phone_number')

param defaultRegion = readEnvironmentVariable('DEFAULT_REGION', '')
param exportSchedule = readEnvironmentVariable('EXPORT_SCHEDULE', '0 0 2 * * *')
param exportRetentionDays = int(readEnvironmentVariable('EXPORT_RETENTION_DAYS', '90'))
param uploadRetentionDays = int(readEnvironmentVariable('UPLOAD_RETENTION_DAYS', '30'))
param uploadMaxRows = int(readEnvironmentVariable('UPLOAD_MAX_ROWS', '1000000'))
param uploadMaxBytes = int(readEnvironmentVariable('UPLOAD_MAX_BYTES', '209715200'))
param connectorCallsPerMinute = int(readEnvironmentVariable('CONNECTOR_CALLS_PER_MINUTE', '100'))
param connectorsCallsPerMinute = int(readEnvironmentVariable('CONNECTORS_CALLS_PER_MINUTE', '300'))

param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param uploadersGroupId = readEnvironmentVariable('UPLOADERS_GROUP_ID', '')
param dataRedundancy = readEnvironmentVariable('DATA_REDUNDANCY', 'Standard_GRS')
param privateNetwork = bool(readEnvironmentVariable('PRIVATE_NETWORK', 'false'))
param maximumInstances = int(readEnvironmentVariable('MAXIMUM_INSTANCES', '40'))
param instanceMemoryMB = readEnvironmentVariable('INSTANCE_MEMORY_MB', '2048')
param alwaysReadyHttpInstances = int(readEnvironmentVariable('ALWAYS_READY_HTTP_INSTANCES', '0'))
param portalSku = readEnvironmentVariable('PORTAL_SKU', 'Free')
