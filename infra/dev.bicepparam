using 'main.bicep'

param environmentName = 'dev'
param maximumInstances = 2
param storageSku = 'Standard_LRS'
param logDays = 30
