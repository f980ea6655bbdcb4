/** A text in which `secret` must not be left, and what says where such a text comes from. */
export interface Gone {
  readonly where: string
  readonly text: string
  readonly secret: string
}

const pw = "hunter2-S3cret"

const named = (where: string, write: (secret: string) => string): ReadonlyArray<Gone> =>
  [pw, "p4ss/w0rd+x", "short", "Tr0ub4dor&3", "correct-horse"].map((secret) => ({
    where,
    text: write(secret),
    secret: secret === "Tr0ub4dor&3" ? "Tr0ub4dor" : secret
  }))

/** Whatever is assigned to a name that means a secret, in every way in which programs print names and values. */
export const assigned: ReadonlyArray<Gone> = [
  ...named("a flag's value", (s) => `helm login --password ${s} failed`),
  ...named("a flag with =", (s) => `kubectl create secret --from-literal=password=${s} failed`),
  ...named("the environment", (s) => `PGPASSWORD=${s} psql: could not connect`),
  ...named("an INI file", (s) => `aws_secret_access_key = ${s}`),
  ...named("JSON", (s) => `got {"user":"x","clientSecret": "${s}","n":1}`),
  ...named("JSON within JSON", (s) => `got {"data":"{\\"client_secret\\":\\"${s}\\",\\"n\\":1}"}`),
  ...named("JSON within JSON within JSON", (s) => `{"a":"{\\"b\\":\\"{\\\\\\"token\\\\\\":\\\\\\"${s}\\\\\\"}\\"}"}`),
  ...named("nested JSON", (s) => `{"auths":{"r.example.com":{"username":"u","password":"${s}"}}}`),
  ...named("an object below the name", (s) => `{"password":{"value":"${s}"}} rejected`),
  ...named("Python", (s) => `{'auth_url': 'x', 'password': '${s}'}`),
  ...named("a Go map", (s) => `invalid values map[password:${s} region:eu]`),
  ...named("a Go map as the last", (s) => `invalid values map[region:eu password:${s}]: refused`),
  ...named("a Go struct", (s) => `cannot use {Username:x Password:${s} Port:3}`),
  ...named("a Go struct with quotes", (s) => `cannot use &Config{Username:"x", Password:"${s}", Port:3}`),
  ...named("a Go struct of strings", (s) => `&{AuthURL:https://k Token:${s} TenantID:}`),
  ...named("a Go header", (s) => `map[X-Auth-Token:[${s}] Accept:[a/b]]`),
  ...named("YAML", (s) => `values:\n  region: eu\n  password: ${s}\n  port: 3`),
  ...named("YAML with a word that means more", (s) => `values:\n  token: ${s}\n  port: 3`),
  ...named("a YAML block", (s) => `userData: |\n  #cloud-config\n  run ${s}\nport: 3`),
  ...named("a YAML pair", (s) => `env:\n- name: DB_PASSWORD\n  value: ${s}\n- name: X\n  value: y`),
  ...named("a JSON pair", (s) => `[{"name":"API_TOKEN","value":"${s}"},{"name":"X","value":"y"}]`),
  ...named("a Go pair", (s) => `[{Name:DB_PASSWORD Value:${s} ValueFrom:nil}]`),
  ...named("XML", (s) => `<login><user>x</user><password>${s}</password></login>`),
  ...named("a header", (s) => `GET /v3 X-Auth-Token: ${s} returned 401`),
  ...named("a header of Vault", (s) => `X-Vault-Token: ${s}`),
  ...named("Authorization", (s) => `Authorization: Bearer ${s} was refused`),
  ...named("Authorization in JSON", (s) => `{"Authorization":"Bearer ${s}"}`),
  ...named("Proxy-Authorization", (s) => `Proxy-Authorization: Basic ${s}`),
  ...named("a cookie", (s) => `Cookie: session=${s}; theme=dark`),
  ...named("the second cookie", (s) => `Set-Cookie: theme=dark; sid=${s}; Path=/`),
  ...named("a query", (s) => `https://x.example.com/c?sv=2022&sig=${s}&se=2030`),
  ...named("a connection string", (s) => `AccountKey=${s};EndpointSuffix=core.windows.net`),
  ...named("userinfo", (s) => `Get "https://admin:${s}@registry.example.com/v2/": x509`),
  ...named("curl", (s) => `+ curl -fsSL -u admin:${s} https://x.example.com failed`),
  ...named("curl's long flag", (s) => `curl --user "admin:${s}" https://x`),
  ...named("sshpass", (s) => `sshpass -p ${s} ssh root@host failed`),
  ...named("docker login", (s) => `docker login -u me -p ${s} r.example.com: denied`),
  ...named("chpasswd", (s) => `echo "root:${s}" | chpasswd: exit status 1`),
  ...named("chpasswd of cloud-init", (s) => `chpasswd:\n  list: |\n    root:${s}\n    ubuntu:${s}\n  expire: false`),
  ...named("JSON in lines", (s) => `{\n  "password"\n  :\n  "${s}"\n}`),
  ...named("YAML, on the next line", (s) => `db:\n  password:\n    ${s}\n  port: 3`),
  ...named("YAML with a type", (s) => `db:\n  password: !!str ${s}\n  port: 3`),
  ...named("a flow of YAML", (s) => `auth: {url: "https://k", application_credential_secret: "${s}"}`),
  ...named("a session of vSphere", (s) => `vmware-api-session-id: ${s}`),
  ...named("a password of Ansible", (s) => `ansible_ssh_pass: ${s}`),
  ...named("a token of a registry", (s) => `identitytoken: ${s}`),
  ...named("an apostrophe within", (s) => `password='it''s ${s}' user=x`),
  ...named("a key in quotes", (s) => `refused the api key "${s}"`),
  ...named("words", (s) => `cannot log in as "x" with password "${s}"`)
]

const whole = (where: string, secret: string): Gone => ({ where, text: secret, secret: secret.slice(-10) })

/** What gives itself away by its shape. */
export const shaped: ReadonlyArray<Gone> = [
  whole("AWS", "AKIAIOSFODNN7EXAMPLE"),
  whole("AWS, temporary", "ASIAY34FZKBOKMUTVV7A"),
  whole("AWS, secret", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"),
  whole("JWT", "eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ"),
  whole("Entra ID", "abc8Q~Xyz_Secret.Value-With~Parts1234567890"),
  whole("GitHub", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
  whole("GitLab", "glpat-a1B2c3D4e5F6g7H8i9J0"),
  whole("Slack", "xoxb-1234567890-abcdefghijkl"),
  whole("Google", "AIzaSyA-1234567890abcdefghijklmnopqrstu"),
  whole("Google OAuth", "ya29.a0AfH6SMBx1234567890abcdef"),
  whole("Google client", "GOCSPX-aBcDeFgHiJkLmNoPqRsT123"),
  whole("Docker", "dckr_pat_a1B2c3D4e5F6g7H8i9J0klm"),
  whole("npm", "npm_a1B2c3D4e5F6g7H8i9J0klmnopqrstuvwx12"),
  whole("Vault", "hvs.CAESIJ1a2b3c4d5e6f7g8h9i0j"),
  whole("DigitalOcean", "dop_v1_0123456789abcdef0123456789abcdef"),
  whole("Hugging Face", "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ123456"),
  whole("Stripe", "sk_live_4eC39HqLyjWDarjtT1zdp7dc"),
  whole("Keystone", "gAAAAABmQ1x2y3z4A5b6C7d8E9f0GhIjKl"),
  whole("bootstrap token", "abcdef.0123456789abcdef"),
  whole("k0s join token", "H4sIAAAAAAAC/2xUUW/iOBB+51dY6ku3EkuWXhGnSzhb5CDJ"),
  whole("kubeconfig data", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM="),
  { where: "shadow", text: "root:$6$saltsalt$hashhashHASH123./abc:19000:0:99999:7:::", secret: "hashhash" },
  { where: "htpasswd", text: "admin:$apr1$abcdefgh$0123456789abcdefABCDEF", secret: "0123456789abc" },
  { where: "bcrypt", text: "x:$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", secret: "ZMRZoMye" },
  whole("hex of a key", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
  whole("base36", "k3j9x0q8w7e6r5t4y3u2i1o0p9a8s7d6f5g4"),
  whole("base64 of 32 bytes", "3q2+7wAAB1dEuFvSxkTzJ0mYk8h1c2P5Qr9aLbNnZ4E="),
  whole("PEM", "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7xyzABC\nabc=\n-----END RSA PRIVATE KEY-----"),
  {
    where: "PEM, cut off",
    text: "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
    secret: "MIIEvQIBADAN"
  },
  {
    where: "PEM without its header",
    text: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\nVJTUt9Us8cKj\n-----END PRIVATE KEY-----",
    secret: "VJTUt9Us8cKj"
  },
  {
    where: "DSN of MySQL",
    text: "dial error: root:hunter2@tcp(10.0.0.5:3306)/kine: access denied",
    secret: "hunter2"
  },
  {
    where: "DSN of PostgreSQL",
    text: "postgres://kine:hunter2@db.example.com:5432/kine?sslmode=require",
    secret: "hunter2"
  },
  { where: "an encoded query", text: "state=x%26password%3Dhunter79%26y%3D1", secret: "hunter79" },
  { where: "a sentence", text: "the password is hunter2! says the server", secret: "hunter2" },
  { where: "a prompt", text: "Password for user root: toor99", secret: "toor99" },
  { where: "words beside the user", text: "redfish: username root password calvin2 refused", secret: "calvin2" },
  { where: "a token of RKE2", text: "token K10c8a7d5e3f1b::server:a1b2c3d4e5f6 is no valid token", secret: "a1b2c3d4" },
  { where: "Tencent", text: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3 refused", secret: "krbsJ5yKBZ" },
  { where: "a secret that looks like one", text: 'secret: "v4lue8xQ2m" refused', secret: "v4lue8xQ2m" },
  { where: "an older token of Vault", text: "vault login s.AbCdEfGhIjKlMnOpQrStUvWx", secret: "AbCdEfGh" },
  { where: "OpenSSH", text: "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAA", secret: "AABG5vbmU" },
  { where: "DSN of Redis", text: "rediss://default:AbC123@cache.acme.io:6380 NOAUTH", secret: "AbC123" },
  { where: "DSN of MongoDB", text: "mongodb+srv://app:m0ng0@cluster0.mongodb.net/test", secret: "m0ng0" },
  { where: "DSN of AMQP", text: "amqp://guest:gu3st@rabbit:5672/vhost", secret: "gu3st" },
  {
    where: "SAS of Azure",
    text: "https://a.blob.core.windows.net/boot/vm.vhd?sv=2021-08-06&sr=b&sp=r&sig=Zm9vYmFyYmF6cXV4%2Bq1w2%3D",
    secret: "Zm9vYmFyYmF6"
  },
  { where: "DSN in words", text: "host=db user=kine password=hunter2 dbname=kine", secret: "hunter2" }
]

/** Whose it is. */
export const identities: ReadonlyArray<Gone> = [
  { where: "ARN", text: "arn:aws:iam::123456789012:role/capa", secret: "123456789012" },
  { where: "ECR", text: "pull 123456789012.dkr.ecr.us-east-1.amazonaws.com/x:1", secret: "123456789012" },
  {
    where: "session",
    text: "arn:aws:sts::123456789012:assumed-role/Admin/jane.doe is not authorized",
    secret: "jane.doe"
  },
  {
    where: "user of AWS",
    text: "User: arn:aws:iam::482910375561:user/bob.smith is not authorized",
    secret: "bob.smith"
  },
  { where: "session with mail", text: "arn:aws:sts::123456789012:assumed-role/Admin/jane@corp.com", secret: "jane" },
  {
    where: "subscription",
    text: "The subscription 'a20fed83-96bd-4480-92a9-140b8e3b7c3a' is disabled",
    secret: "a20fed83"
  },
  { where: "subscription by name", text: "The subscription 'Contoso Prod' is disabled", secret: "Contoso" },
  { where: "tenant", text: "AADSTS90002: Tenant 'contoso.example' not found", secret: "contoso" },
  { where: "tenant's domain", text: "user in contoso.onmicrosoft.com is blocked", secret: "contoso" },
  { where: "UPN", text: "User jane.doe@contoso.com does not have access", secret: "jane.doe" },
  { where: "UPN of a guest", text: "jane_corp.com#EXT#@contoso.onmicrosoft.com", secret: "contoso" },
  { where: "UPN of vSphere", text: "login of administrator@vsphere.local failed", secret: "administrator" },
  { where: "GCP's user", text: "User: jane@corp.com, Permission: compute.instances.create", secret: "jane" },
  { where: "GCP's service account", text: "capg@my-proj-1.iam.gserviceaccount.com lacks a role", secret: "my-proj-1" },
  { where: "GCP's project", text: "The resource 'projects/my-proj-1/zones/x' was not found", secret: "my-proj-1" },
  { where: "GCP's project in a sentence", text: "Quota exceeded for project my-proj-1.", secret: "my-proj-1" },
  { where: "GCP's project, quoted", text: "Compute API not enabled in project 'acme-prod-7'", secret: "acme-prod-7" },
  { where: "GCP's provider id", text: "Waiting for gce://acme-prod-7/europe-west1-b/demo-cp-0", secret: "acme-prod-7" },
  { where: "GCP's project number", text: "consumer 'project_number:771203948'", secret: "771203948" },
  { where: "OCI", text: "ocid1.tenancy.oc1..aaaaaaaaexampleuniqueID1234", secret: "exampleuniqueID" },
  { where: "JSON", text: '{"accountId":"acct-77","tenant_id":"t-88"}', secret: "t-88" },
  { where: "a node's address", text: "addresses: [{InternalIP 10.0.1.17} {Hostname demo-cp-0}]", secret: "10.0.1.17" },
  {
    where: "a node's address in words",
    text: "Node demo-cp-0 (192.168.7.9) is NotReady: kubelet stopped",
    secret: "192.168.7.9"
  },
  { where: "a node's private IPv6", text: "addresses: [{InternalIP fd12:3456:789a:1::17}]", secret: "789a" },
  {
    where: "a node's IPv6 in words",
    text: "Node demo-cp-0 (fd00:10:1::9) is NotReady: kubelet stopped",
    secret: "10:1::9"
  },
  {
    where: "a user of a domain",
    text: "Cannot complete login: incorrect user name: VSPHERE.LOCAL\\jane",
    secret: "jane"
  },
  { where: "a user of a domain, quoted", text: 'login failed for "CORP\\\\jane.doe"', secret: "jane.doe" },
  {
    where: "a user of a domain, in small letters",
    text: "user 'corp.example\\jane' lacks Datastore.AllocateSpace",
    secret: "jane"
  },
  { where: "a node of a remote cluster", text: "Waiting for remote-machine://10.0.0.4:22 to exist", secret: "10.0.0.4" }
]

/** What a reader needs, and what only looks like the above. Not one character of it may change. */
export const stays: ReadonlyArray<string> = [
  'failed to get secret: Secret "azure-cred" not found',
  "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value",
  "Basic authentication is disabled",
  "the bearer of bad news",
  "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
  "Created new node instance i-0aec721cd15673df3 in subnet-0f9e8d7c6b5a43210 of vpc-0a1b2c3d4e5f67890",
  "AzureASOManagedControlPlane status.initialization.controlPlaneInitialized is false",
  "image registry.example.com/x@sha256:5d2e42d555d24bb1a60d20eb03ae7e288f4347cad6a68c5428d00598c5816678",
  "pulled quay.io/k0sproject/k0s:v1.31.5-k0s.0@sha256:5d2e42d555d24bb1a60d20eb03ae7e288f4347cad6a68c5428d00598c5816678",
  "stored artifact for revision main@sha1:3f786850e387550fdab836ed7e6dc881de23001b",
  "Helm install succeeded for release kcm-system/demo.v1 with chart aws-standalone-cp@1.0.43",
  "chart cluster-api-provider-azure@v1.2.3-rc.alpha",
  "oci://ghcr.io/k0rdent/kcm/charts/aws-standalone-cp:1.0.43",
  "git@github.com:k0rdent/kcm.git",
  "ssh://git@github.com/k0rdent/kcm",
  "The CIDR '10.0.0.0/24' conflicts with another subnet",
  "spec.clusterNetwork.pods: 10.244.0.0/16 overlaps 10.244.0.0/12",
  "dial tcp 10.0.0.5:6443: connect: connection refused",
  "controlPlaneEndpointIP 10.20.0.5 is already in use",
  'MachineDeployment "azure-edge-md-ncfj2-k6vnz" has 0 of 1 replicas',
  "* Machines demo-md-vk9tz-5hq2c, demo-md-vk9tz-w8n4r:",
  "demo-eu-west-production-control-plane-0-abc12",
  "AMI amzn2-ami-hvm-2.0.20240131.0-x86_64-gp2 does not exist",
  "RHEL-8.6_HVM-20220503-x86_64-2-Hourly2-GP2",
  "/subscriptions/resourceGroups/demo-rg/providers/Microsoft.Network/virtualNetworks/demo-vnet",
  'spec.config.controlPlane.instanceType: Invalid value: "t3.nano"',
  "Secret kcm-system/demo-kubeconfig not found",
  "its secret: demo-kubeconfig is missing",
  'secretRef: {name: "azure-cluster-identity"}',
  "passwordSecretName: vsphere-credentials",
  'User "system:serviceaccount:kcm-system:kcm-controller" cannot list resource "pods"',
  "reason: NodeStartupTimeout, message: Node failed to report startup in 10m0s",
  "Key: taint, effect: NoSchedule",
  "authorization failed: check the role's permissions",
  "project setup has not finished",
  "ConfigMap kube-system/coredns at generation 12 of 2026-03-01T12:00:00Z",
  "failed with status code: 403 after 3 attempts in 1m30.5s",
  "the token: expired",
  "the tenant's quota is used up",
  "StandardDASv5Family: 100 of 100 vCPUs used in westeurope",
  "dial tcp [fd00:10::5]:6443: connect: connection refused",
  "the pool fd00:10:244::/56 overlaps fd00:10::/32",
  "time 12:34:56 and 2001:db8::1",
  "incorrect user name\\nplease try again",
  "no such user\\nAWS said so",
  "C:\\\\cloudbase-init\\\\log is where to look",
  'release demo failed: cannot patch "demo" with kind AWSCluster: admission webhook denied the request',
  "https://management.azure.com answered 409 Conflict",
  "0/3 nodes are available: 3 Insufficient cpu.",
  "v1.31.5+k0s.0",
  "10.0.0.0/16",
  "ingress-nginx@4.11.3",
  "passwordSecretRef:\n  name: vsphere-credentials\n  key: password",
  "valueFrom:\n  secretKeyRef:\n    name: demo",
  "the password is required",
  "password authentication is disabled for node-1",
  "Waiting for a Node with spec.providerID aws:///us-east-1a/i-0fb4c1d27a95e8360 to exist",
  "demo-apiserver-9081726354.eu-west-1.elb.amazonaws.com",
  "etcd-data-kmc-demo-etcd-0",
  "resourceVersion 4048502"
]
