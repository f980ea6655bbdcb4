import { diagnosed, type EventRow, movement, noise, trouble } from "../eventRow.ts"

const lookAtIdentity = "look at the AzureClusterIdentity that the Credential names; it is retried by itself"

/** Events of azure-service-operator (one object per Azure resource) and cluster-api-provider-azure. */
export const azureEvents: ReadonlyArray<EventRow> = [
  {
    kinds: [],
    reasons: ["BeginCreateOrUpdate"],
    verdict: {
      is: "milestone",
      say: "Azure began to create {kind} {name}",
      key: "azure/{kind}/{name}",
      unlessDeleting: true
    },
    source: "azure-service-operator, generic reconciler"
  },
  { kinds: [], reasons: ["BeginDelete", "DeleteActionSuccess"], verdict: movement, source: "azure-service-operator" },
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
    verdict: noise,
    source: "azure-service-operator; CAPZ, order of start-up"
  },
  {
    kinds: ["AzureCluster", "AzureMachine", "AzureMachineTemplate", "AzureMachinePool"],
    reasons: ["SKUNotFound"],
    verdict: trouble("use a VM size that exists in the region, in spec.config", "userAction"),
    source: "CAPZ azuremachine_controller.go"
  },
  {
    kinds: ["AzureCluster", "AzureMachine", "AzureMachinePool"],
    reasons: ["VMDeleted", "UnexpectedVMDeletion", "UnexpectedVMFailure", "FailedVMState"],
    verdict: trouble("the virtual machine is gone or broken; remove its Machine so that it is replaced"),
    source: "CAPZ azuremachine_controller.go"
  },
  {
    kinds: ["AzureCluster", "AzureManagedControlPlane"],
    reasons: ["CreateClusterScopeFailed"],
    // The identity may be applied a little later; after that nothing else tells that it is missing.
    verdict: {
      is: "problem",
      klass: "error",
      otherwise: { klass: "error", advice: lookAtIdentity },
      lastingMs: 60_000
    },
    source: "CAPZ azurecluster_controller.go"
  },
  {
    kinds: ["AzureCluster"],
    reasons: ["ReconcileError"],
    verdict: trouble("Azure refused: look at the message"),
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
    verdict: diagnosed,
    source: "CAPZ controllers"
  },
  {
    kinds: ["AzureCluster", "AzureMachine", "AzureMachineTemplate", "AzureMachinePool", "AzureManagedControlPlane"],
    reasons: /./u,
    verdict: noise,
    source: "CAPZ controllers: dependencies not yet met"
  }
]
