import { basename, delimiter, isAbsolute } from "node:path"
import type { ChosenContext } from "../../kube/kubeconfig/ChosenContext.ts"
import type { Environment } from "../environment.ts"
import { type Finding, ok, warning } from "./finding.ts"

// What MCP clients hand on to the servers they start: the SDK's `getDefaultEnvironment`. All else is for their `env`.
const handedOn: ReadonlySet<string> = new Set([
  "HOME",
  "LOGNAME",
  "PATH",
  "SHELL",
  "TERM",
  "USER",
  "APPDATA",
  "HOMEDRIVE",
  "HOMEPATH",
  "LOCALAPPDATA",
  "PROCESSOR_ARCHITECTURE",
  "SYSTEMDRIVE",
  "SYSTEMROOT",
  "TEMP",
  "USERNAME",
  "USERPROFILE",
  "PROGRAMFILES"
])

interface Family {
  readonly matters: (chosen: ChosenContext) => boolean
  readonly variable: RegExp
}

const always = () => true
const isCommand =
  (...names: ReadonlyArray<string>) =>
  ({ user }: ChosenContext): boolean =>
    names.includes(basename(user.exec?.command ?? "").replace(/\.exe$/iu, ""))

// Which variables change how the management cluster is reached, and when: each plugin's own documentation.
const families: ReadonlyArray<Family> = [
  { matters: always, variable: /^(?:K0RDENT_|AUTH_MODE$|CLUSTER_GLOBAL_NAMESPACE$)/u },
  { matters: always, variable: /^(?:HTTPS?_PROXY|NO_PROXY)$/iu },
  {
    matters: ({ cluster }) => cluster.caData === undefined && cluster.caFile === undefined,
    variable: /^(?:SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS)$/u
  },
  { matters: isCommand("aws", "aws-iam-authenticator"), variable: /^AWS_/u },
  {
    matters: isCommand("gke-gcloud-auth-plugin", "gcloud"),
    variable: /^(?:CLOUDSDK_|GOOGLE_|USE_GKE_GCLOUD_AUTH_PLUGIN$)/u
  },
  { matters: isCommand("kubelogin", "kubectl"), variable: /^(?:AZURE_|AAD_|KUBELOGIN_|KUBECACHEDIR$|KREW_ROOT$)/u },
  { matters: isCommand("doctl"), variable: /^DIGITALOCEAN_/u },
  { matters: isCommand("oci"), variable: /^OCI_/u },
  { matters: isCommand("tsh"), variable: /^TELEPORT_/u },
  { matters: isCommand("openstack", "client-keystone-auth"), variable: /^OS_/u }
]

/** The variables of this shell on which the login depends and that no MCP client hands on; without their values. */
export const missingInClients = (environment: Environment, chosen: ChosenContext): ReadonlyArray<string> =>
  Object.keys(environment)
    .filter((name) => (environment[name] ?? "") !== "" && !handedOn.has(name))
    .filter((name) => families.some(({ matters, variable }) => variable.test(name) && matters(chosen)))
    .toSorted()

const isRelative = (path: string): boolean => path !== "" && !path.startsWith("~/") && !isAbsolute(path)

/** Paths that lead to a file from this folder alone. */
const relativePaths = (environment: Environment): ReadonlyArray<Finding> => {
  const { K0RDENT_MGMT_KUBECONFIG_PATH: single = "", KUBECONFIG: list = "" } = environment
  const name = single === "" ? "KUBECONFIG" : "K0RDENT_MGMT_KUBECONFIG_PATH"
  const paths = single === "" ? list.split(delimiter) : [single]
  return paths.some(isRelative)
    ? [
        warning(
          "MCP client",
          `${name} is a path relative to this folder, and MCP clients start servers in one of their own.`,
          "Write it in full."
        )
      ]
    : []
}

const byKubeconfigAlone = warning(
  "MCP client",
  "KUBECONFIG leads to the kubeconfig here, and MCP clients do not hand it on.",
  "Set KUBECONFIG, or K0RDENT_MGMT_KUBECONFIG_PATH for a single file, in the env of this server's entry in the client's configuration."
)

/** What an MCP client's configuration needs beside the command. */
export const clientFindings = (environment: Environment, chosen: ChosenContext): ReadonlyArray<Finding> => {
  // In a pod nobody but its own manifest gives it an environment.
  if (chosen.context === undefined) return []
  const names = missingInClients(environment, chosen)
  const found = [
    ...relativePaths(environment),
    ...(chosen.source.includes("(KUBECONFIG)") ? [byKubeconfigAlone] : []),
    ...(names.length === 0
      ? []
      : [
          warning(
            "MCP client",
            `set here, and not handed on by MCP clients: ${names.join(", ")}.`,
            "Write those that are needed into the env of this server's entry in the client's configuration."
          )
        ])
  ]
  return found.length === 0
    ? [ok("MCP client", "nothing of this shell's environment is needed in its configuration")]
    : found
}
