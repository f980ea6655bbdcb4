import { anyTrouble, diagnosed, type EventRow, movement, noise, trouble } from "../eventRow.ts"

const lookAtIdentity = "look at the AzureClusterIdentity that the Credential names; it is retried by itself"

/** Events of azure-service-operator (one object per Azure resource) and cluster-api-provider-azure. */
export const azureEvents: ReadonlyArray<EventRow> = [
  {
    kinds: [],
    reasons: ["BeginCreateOrUpdate"],
    meaning: {
      is: "milestone",
      say: ({ kind, name }) => `Azure began to create ${kind} ${name}`,
      key: ({ kind, name }) => `azure/${kind}/${name}`,
      unlessDeleting: true
    },
    example: { kind: "VirtualNetwork", message: 'Successfully sent resource to Azure with ID "/subscriptions/x"' },
    source: "azure-service-operator, generic reconciler"
  },
  {
    kinds: [],
    reasons: ["BeginDelete", "DeleteActionSuccess"],
    meaning: movement,
    example: { kind: "VirtualNetwork", message: "Successfully sent delete to Azure" },
    source: "azure-service-operator"
  },
  {
    kinds: [],
    reasons: [
      "CredentialFrom",
      "OwnerRefNotSet",
      "OwnerRefNotFound",
      "VMIdentityNone",
      "AzureClusterIdentity",
      "ClusterPaused"
    ],
    meaning: noise,
    example: { kind: "NatGateway", message: 'Using credential from "kcm-system/demo-aso-secret"' },
    source: "azure-service-operator; CAPZ, order of start-up"
  },
  {
    kinds: ["AzureCluster", "AzureMachine", "AzureMachineTemplate", "AzureMachinePool"],
    reasons: ["SKUNotFound"],
    meaning: trouble("use a VM size that exists in the region, in spec.config", "userAction"),
    example: "failed to get SKU",
    source: "CAPZ azuremachine_controller.go"
  },
  {
    kinds: ["AzureCluster", "AzureMachine", "AzureMachinePool"],
    reasons: ["VMDeleted", "UnexpectedVMDeletion", "UnexpectedVMFailure", "FailedVMState"],
    meaning: trouble("the virtual machine is gone or broken; remove its Machine so that it is replaced"),
    example: "Azure VM deleted",
    source: "CAPZ azuremachine_controller.go"
  },
  {
    kinds: ["AzureCluster", "AzureManagedControlPlane"],
    reasons: ["CreateClusterScopeFailed"],
    // The identity may be applied a little later; after that nothing else tells that it is missing.
    meaning: {
      is: "problem",
      klass: "error",
      otherwise: { klass: "error", advice: lookAtIdentity },
      lastingMs: 60_000
    },
    example: "failed to create scope: failed to retrieve AzureClusterIdentity",
    source: "CAPZ azurecluster_controller.go"
  },
  {
    kinds: ["AzureCluster"],
    reasons: ["ReconcileError"],
    meaning: anyTrouble(trouble("mend what the message names")),
    example: "failed to reconcile cluster services",
    source: "CAPZ azurecluster_controller.go: only for errors that CAPZ marks"
  },
  {
    kinds: [
      "AzureCluster",
      "AzureMachine",
      "AzureMachineTemplate",
      "AzureMachinePool",
      "AzureMachinePoolMachine",
      "AzureManagedControlPlane",
      "AzureManagedMachinePool",
      "AzureASOManagedCluster",
      "AzureASOManagedControlPlane",
      "AzureASOManagedMachinePool"
    ],
    // ClusterReconcilerNormalFailed comes 5-15 times in a good run; only its text can make it news.
    reasons: /./u,
    type: "Warning",
    meaning: diagnosed,
    example: {
      reason: "ClusterReconcilerNormalFailed",
      message: "failed to reconcile cluster services: context deadline exceeded"
    },
    source: "CAPZ controllers"
  },
  {
    kinds: ["AzureCluster", "AzureMachine", "AzureMachineTemplate", "AzureMachinePool", "AzureManagedControlPlane"],
    reasons: /./u,
    meaning: noise,
    example: {
      kind: "AzureMachine",
      reason: "Machine controller dependency not yet met",
      message: "Bootstrap data secret reference is not yet available"
    },
    source: "CAPZ controllers: dependencies not yet met"
  }
]
