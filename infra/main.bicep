// Everything the function app needs in one resource group. Nobody holds a key: the app signs in as its own identity.
targetScope = 'resourceGroup'

@description('Short name that every resource carries; lower-case letters and digits.')
@minLength(3)
@maxLength(8)
param workload string = 'attrib'

@description('Which environment this is; part of every name.')
@allowed(['dev', 'prod'])
param environmentName string

@description('Region. Personal data stays in it.')
param location string = resourceGroup().location

@description('How many instances may run at once.')
@minValue(1)
@maxValue(1000)
param maximumInstances int

@description('Copies of stored data: LRS keeps three in one datacentre, ZRS three in three zones.')
@allowed(['Standard_LRS', 'Standard_ZRS'])
param storageSku string

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int

var suffix = take(uniqueString(resourceGroup().id, environmentName), 6)
var name = '${workload}-${environmentName}-${suffix}'
var compactName = '${workload}${environmentName}${suffix}'
var tags = { workload: workload, environment: environmentName }

module identity 'modules/identity.bicep' = {
  params: { name: 'id-${name}', location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  params: { name: name, location: location, tags: tags, logDays: logDays, principalId: identity.outputs.principalId }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: 'st${compactName}'
    location: location
    tags: tags
    sku: storageSku
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  params: {
    name: 'kv-${name}'
    location: location
    tags: tags
    purgeProtection: environmentName == 'prod'
    principalId: identity.outputs.principalId
  }
}

module bus 'modules/bus.bicep' = {
  params: { name: 'sb-${name}', location: location, tags: tags, principalId: identity.outputs.principalId }
}

module app 'modules/app.bicep' = {
  params: {
    name: 'func-${name}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    packageContainer: storage.outputs.packageContainer
    vaultUri: vault.outputs.uri
    busNamespace: bus.outputs.fullyQualifiedNamespace
    insightsConnection: monitoring.outputs.connectionString
    maximumInstances: maximumInstances
  }
}

output appName string = app.outputs.name
output appHost string = app.outputs.hostName
