import type { ExplainedCause, Explanation } from "../../../domain/update/explanation.ts"
import type { ObjectReference } from "../../../domain/update/progressUpdate.ts"
import { unexplained } from "../../interpret/findings.ts"
import { kcmLog } from "../../observe/deletion.ts"
import type { State } from "../../state/state.ts"
import { inDuration } from "../../text/duration.ts"
import { sentence } from "../../text/sentence.ts"
import type { Assessment } from "../assessment.ts"

interface Pitfall {
  /** Of the cause's own words, its code included. */
  readonly said: RegExp
  /** It says that nothing has to be done once the cause is gone. */
  readonly goesOn?: true
  readonly kinds?: ReadonlyArray<string>
  readonly step: (cluster: string, namespace: string) => string
  readonly source: string
}

/** What people stumble over when they mend a cause. */
const pitfalls: ReadonlyArray<Pitfall> = [
  {
    said: /immutable|Forbidden: cannot|field is Forbidden|may not be changed/iu,
    step: () =>
      "That field cannot be changed on what exists: set it back, or make the change through a new template or a new cluster.",
    source: "Kubernetes API conventions, immutable fields; field guide k.5"
  },
  {
    said: /RetriesExceeded|MissingRollbackTarget|InstallFailed|UpgradeFailed|Helm/u,
    kinds: ["HelmRelease", "ClusterDeployment"],
    step: (cluster, namespace) =>
      `After the correction: a change of the ClusterDeployment makes Flux try again; without one, run: flux reconcile helmrelease ${cluster} -n ${namespace} --reset`,
    source: "fluxcd.io/flux/components/helm/helmreleases, install.remediation, resetting failures"
  },
  {
    said: /quota|limit ?exceeded|capacity|QuotaExceeded/iu,
    goesOn: true,
    step: () =>
      "Once the quota or capacity is there nothing has to be restarted: the controllers try again by themselves, at the latest after some 17 minutes.",
    source: "controller-runtime's exponential back-off, at most 1000 s"
  },
  {
    said: /explicit deny|not authorized|permission|AccessDenied|UnauthorizedOperation|AuthorizationFailed|PERMISSION_DENIED|forbidden: User/iu,
    goesOn: true,
    step: () =>
      "A right that is granted counts at the controllers' next try, at the latest after some 17 minutes: nothing has to be restarted.",
    source: "controller-runtime's exponential back-off, at most 1000 s"
  },
  {
    said: /credential|AADSTS|AuthFailure|InvalidClientTokenId|Unauthorized\b/iu,
    goesOn: true,
    step: () =>
      "A corrected Secret is read at the controllers' next try; several clusters may use the same Credential, and change with it.",
    source: "field guide section e, credentials"
  }
]

const nameOf = ({ cluster }: State): string => `${cluster.namespace}/${cluster.name}`

/** The first two of each cause: what fits best stands first in the table. */
const pitfallsOf = (causes: ReadonlyArray<ExplainedCause>): ReadonlyArray<Pitfall> => [
  ...new Set(
    causes
      .slice(0, 2)
      .flatMap(({ code = "", message, object, text = "" }) =>
        pitfalls
          .filter(
            ({ kinds, said }) => (kinds?.includes(object.kind) ?? true) && said.test(`${code} ${message} ${text}`)
          )
          .slice(0, 2)
      )
  )
]

/** What lets an object go whose controller cannot: the last resort. */
const release = ({ kind, name }: ObjectReference, namespace: string): string =>
  `Only when nothing of ${kind} ${name} is left outside: remove its finalizer (kubectl edit ${kind.toLowerCase()} ${name} -n ${namespace}); whatever it still owns then stays there, and is charged for.`

/** It has taken longer than it usually does. */
const isLate = ({ inStepSeconds, usualSeconds = [] }: Explanation["step"]): boolean =>
  inStepSeconds > (usualSeconds[1] ?? Number.POSITIVE_INFINITY)

const lateButMoving = ({ movedAt, movedBy, now }: State): string =>
  `It takes longer than usual, but it moves: the last move was seen ${inDuration(Math.max(0, now - movedAt))} ago` +
  `${movedBy === undefined ? "" : ` (${movedBy})`}. Wait, and ask again; lookAt says where to look meanwhile.`

/** What to do, in order. */
export const nextStepsOf = (
  state: State,
  now: Assessment,
  verdict: Explanation["verdict"],
  step: Explanation["step"],
  causes: ReadonlyArray<ExplainedCause>
): ReadonlyArray<string> => {
  const remedies = causes.flatMap(({ remedy }) => remedy)
  const { name, namespace } = state.cluster
  const unseen =
    causes[0]?.code === unexplained ? ["The cause itself cannot be seen from here: look where lookAt says."] : []
  const met = now.deletion === undefined ? pitfallsOf(causes) : []
  const further = [...new Set([...unseen, ...remedies, ...met.map(({ step }) => step(name, namespace))])]
  const goesOn = met.some((one) => one.goesOn === true)
  switch (verdict) {
    case "ready":
      return ["Nothing: the cluster is ready."]
    case "progressing":
      return [
        isLate(step)
          ? lateButMoving(state)
          : "Nothing: wait, and look again when the step takes much longer than usual."
      ]
    case "deleting":
      return now.deletion === undefined
        ? ["Nothing: the cluster is gone."]
        : [
            ...further,
            sentence(
              now.standstill === undefined
                ? `Wait for the deletion; if it hangs, look at ${now.deletion.look}`
                : `Look at ${now.deletion.look}`
            ),
            ...(now.standstill === undefined || causes[0] === undefined || causes[0].object.kind === "ClusterDeployment"
              ? []
              : [release(causes[0].object, namespace)])
          ]
    case "givenUp":
      return [...further, "Correct the cause first: waiting changes nothing. Then watch the cluster anew."]
    case "failed":
      return [
        ...further,
        ...(goesOn ? [] : ["The controllers go on trying: when the cause is gone the cluster goes on by itself."]),
        ...(now.verdict?.final === true ? ["Subscriptions have ended with it: watch the cluster anew after that."] : [])
      ]
    case "stalled":
      if (state.cluster.dryRun && further.length === 0) {
        return [
          `Remove spec.dryRun to let it be created: kubectl patch clusterdeployment ${name} -n ${namespace} --type merge -p '{"spec":{"dryRun":false}}'`
        ]
      }
      return further.length > 0
        ? further
        : [`Nothing says why it stands still: look where lookAt says, before changing anything of ${nameOf(state)}.`]
    case "retrying":
      return further.length > 0 ? further : ["Wait: it is being tried again."]
  }
}

const logOfKcm = `${kcmLog}: kubectl logs deploy/kcm-controller-manager -n kcm-system`

/** A machine that runs, and whose Node nobody has seen. */
const silentNode = /Node has not joined/u

/** Where to look when the cause itself cannot be seen from here: object, field, command. */
export const placesOf = (
  state: State,
  now: Assessment,
  verdict: Explanation["verdict"],
  step: Explanation["step"],
  causes: ReadonlyArray<ExplainedCause>
): ReadonlyArray<string> => {
  const { name, namespace } = state.cluster
  if (verdict === "ready" || (verdict === "progressing" && !isLate(step))) return []
  if (now.deletion !== undefined) {
    const left = [...new Set(causes.map(({ object }) => object).filter(({ kind }) => kind !== "ClusterDeployment"))]
    return [
      now.deletion.look === kcmLog
        ? logOfKcm
        : `${now.deletion.look}: clusterctl describe cluster ${name} -n ${namespace} --show-conditions all`,
      ...left.map(
        (object) =>
          `${object.kind} ${object.name}, metadata.finalizers and events: kubectl describe ${object.kind.toLowerCase()} ${object.name} -n ${namespace}`
      ),
      `ClusterDeployment ${name}, metadata.finalizers: kubectl get clusterdeployment ${name} -n ${namespace} -o jsonpath={.metadata.finalizers}`
    ]
  }
  const [cause] = causes
  if (state.cluster.dryRun && cause === undefined) {
    return [
      `ClusterDeployment ${name}, spec.dryRun and status.conditions: kubectl describe clusterdeployment ${name} -n ${namespace}`
    ]
  }
  const seen = cause !== undefined && cause.code !== unexplained
  if (seen) return []
  const object = cause?.object ?? now.waiting.object
  const standing =
    now.standstill === undefined ? [] : [`nothing has moved for ${inDuration(state.now - now.standstill.since)}`]
  return [
    ...(object === undefined || object.kind === "ClusterDeployment"
      ? []
      : [
          `${object.kind} ${object.name}, status.conditions${standing.length === 0 ? "" : ` (${standing[0]})`}: kubectl describe ${object.kind.toLowerCase()} ${object.name} -n ${namespace}`
        ]),
    ...(cause === undefined && silentNode.test(now.waiting.text)
      ? [
          "the machine's own console at the cloud: why its Node does not join stands only there (cloud-init, k0s, kubelet)"
        ]
      : []),
    ...(now.stage === "Initializing"
      ? [`HelmRelease ${name}, status.conditions: kubectl describe helmrelease ${name} -n ${namespace}`, logOfKcm]
      : now.stage === "Installing"
        ? [`ServiceSet ${name}, status.services: kubectl get serviceset ${name} -n ${namespace} -o yaml`]
        : [
            `what Cluster API knows: clusterctl describe cluster ${name} -n ${namespace} --show-conditions all`,
            "the infrastructure provider's log, in its own namespace on the management cluster"
          ])
  ]
}
