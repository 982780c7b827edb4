using 'main.bicep'

param environmentName = 'prod'
param maximumInstances = 40
param storageSku = 'Standard_ZRS'
param logDays = 365
