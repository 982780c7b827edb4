// The program as a custom handler on Flex Consumption: the host owns triggers and scale, the program the logic.
param name string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param packageContainer string
param vaultUri string
param busNamespace string
param insightsConnection string
param maximumInstances int

var endpoints = environment().suffixes.storage

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${storageName}.blob.${endpoints}/${packageContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'custom', version: '1.0' }
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: maximumInstances }
    }
    siteConfig: { minTlsVersion: '1.2', ftpsState: 'Disabled', http20Enabled: true }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__blobServiceUri: 'https://${storageName}.blob.${endpoints}'
      AzureWebJobsStorage__queueServiceUri: 'https://${storageName}.queue.${endpoints}'
      AzureWebJobsStorage__tableServiceUri: 'https://${storageName}.table.${endpoints}'
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      ServiceBusConnection__fullyQualifiedNamespace: busNamespace
      ServiceBusConnection__credential: 'managedidentity'
      ServiceBusConnection__clientId: identityClientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identityClientId}'
      AZURE_CLIENT_ID: identityClientId
      // The only folder that a program on this plan may write to; keys there last as long as the instance.
      Access__KeysFile: '/tmp/attribution/api-keys.json'
      // Made once by whoever sets the environment up: docs/deploy.md.
      Keys__Sealing__0: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/sealing-1)'
      Keys__Index: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/index)'
    }
  }
}

output name string = app.name
output hostName string = app.properties.defaultHostName
