// Two queues, no sessions: the stages need no order, because facts are only ever added.
param name string
param location string
param tags object
param principalId string

var roleIds = {
  receiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  sender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
}

resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: { disableLocalAuth: true, minimumTlsVersion: '1.2' }
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2022-10-01-preview' = [
  for queue in ['resolve', 'settle']: {
    parent: bus
    name: queue
    properties: { lockDuration: 'PT5M', maxDeliveryCount: 5, deadLetteringOnMessageExpiration: true }
  }
]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roleIds): {
    name: guid(bus.id, principalId, role.value)
    scope: bus
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
      principalId: principalId
      principalType: 'ServicePrincipal'
    }
  }
]

output fullyQualifiedNamespace string = '${bus.name}.servicebus.windows.net'
