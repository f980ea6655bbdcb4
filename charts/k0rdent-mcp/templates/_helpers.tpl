{{- define "k0rdent-mcp.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 63 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "k0rdent-mcp.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "k0rdent-mcp.labels" -}}
{{ include "k0rdent-mcp.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "k0rdent-mcp.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "k0rdent-mcp.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- /* The rights of docs/rbac.yaml. */ -}}
{{- define "k0rdent-mcp.rules" -}}
- apiGroups: [k0rdent.mirantis.com]
  resources: [clusterdeployments]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [events]
  verbs: [get, list, watch]
{{- if .Values.rbac.explain }}
- apiGroups:
    - cluster.x-k8s.io
    - controlplane.cluster.x-k8s.io
    - infrastructure.cluster.x-k8s.io
    - helm.toolkit.fluxcd.io
    - config.projectsveltos.io
  resources: ["*"]
  verbs: [list]
- apiGroups: [k0rdent.mirantis.com]
  resources: [servicesets]
  verbs: [list]
{{- end }}
{{- end }}
