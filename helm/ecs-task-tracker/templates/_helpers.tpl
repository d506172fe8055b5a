{{- define "ecs-task-tracker.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "ecs-task-tracker.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (include "ecs-task-tracker.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "ecs-task-tracker.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "ecs-task-tracker.selectorLabels" -}}
app.kubernetes.io/name: {{ include "ecs-task-tracker.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ecs-task-tracker.labels" -}}
{{ include "ecs-task-tracker.selectorLabels" . }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "ecs-task-tracker.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "ecs-task-tracker.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "ecs-task-tracker.image" -}}
{{- $repository := required "image.repository: name the registry that the image was pushed to" .Values.image.repository }}
{{- if .Values.image.digest }}
{{- printf "%s@%s" $repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* What would start, and then not do what was meant. */}}
{{- define "ecs-task-tracker.check" -}}
{{- if and (not .Values.leaderElect) (gt (int .Values.replicaCount) 1) (not .Values.dryRun) }}
{{- fail "leaderElect: without it only one replica may run; set replicaCount to 1" }}
{{- end }}
{{- if and (not .Values.leaderElect) (eq (toString .Values.deploymentStrategy.type) "RollingUpdate") }}
{{- fail "deploymentStrategy: without leaderElect two may never run at once, so it has to be Recreate" }}
{{- end }}
{{- end }}

{{/* A probe, by HTTPS where that is all that is spoken. Called with a list: the root and the probe. */}}
{{- define "ecs-task-tracker.probe" -}}
{{- $root := index . 0 }}
{{- $probe := deepCopy (index . 1) }}
{{- if and $root.Values.tlsSecret.name $probe.httpGet }}
{{- $_ := set $probe.httpGet "scheme" "HTTPS" }}
{{- end }}
{{- toYaml $probe }}
{{- end }}

{{/* Options of run, one a line. */}}
{{- define "ecs-task-tracker.args" -}}
- run
- {{ printf "--region=%s" (required "region: name the AWS Region of the clusters and the table" .Values.region) | quote }}
{{- if not .Values.clusters }}
{{- required "clusters: name the ECS clusters to follow" "" }}
{{- end }}
- {{ printf "--cluster=%s" (join "," .Values.clusters) | quote }}
- {{ printf "--table=%s" (required "table: name the DynamoDB table that Traefik reads" .Values.table) | quote }}
- --dry-run={{ .Values.dryRun }}
- --policy={{ .Values.policy }}
- {{ printf "--max-removal=%s" .Values.maxRemoval | quote }}
{{- if not (kindIs "invalid" .Values.defaultWeight) }}
- --default-weight={{ int .Values.defaultWeight }}
{{- end }}
- --on-host-drain={{ .Values.onHostDrain }}
{{- with .Values.serviceAllow }}
- {{ printf "--service-allow=%s" (join "," .) | quote }}
{{- end }}
{{- with .Values.serviceDeny }}
- {{ printf "--service-deny=%s" (join "," .) | quote }}
{{- end }}
{{- with .Values.queueUrl }}
- {{ printf "--queue-url=%s" . | quote }}
{{- end }}
{{- with .Values.topicArns }}
- {{ printf "--topic-arn=%s" (join "," .) | quote }}
{{- end }}
{{- if .Values.eventTokenSecret.name }}
- --event-token-file=/etc/ecs-task-tracker/event-token/token
{{- end }}
{{- if .Values.apiTokenSecret.name }}
- --api-token-file=/etc/ecs-task-tracker/api-token/token
{{- end }}
{{- with .Values.jwt.issuer }}
- {{ printf "--jwt-issuer=%s" . | quote }}
{{- end }}
{{- with .Values.jwt.audience }}
- {{ printf "--jwt-audience=%s" . | quote }}
{{- end }}
{{- with .Values.jwt.jwksUrl }}
- {{ printf "--jwt-jwks-url=%s" . | quote }}
{{- end }}
{{- if .Values.jwt.scopes }}
- --jwt-scopes=on
{{- end }}
{{- range $group, $networks := .Values.allowCidrs }}
{{- range $networks }}
- {{ printf "--allow-cidr=%s=%s" $group . | quote }}
{{- end }}
{{- end }}
{{- if .Values.tlsSecret.name }}
- --tls-cert-file=/etc/ecs-task-tracker/tls/tls.crt
- --tls-key-file=/etc/ecs-task-tracker/tls/tls.key
{{- end }}
{{- range $name, $template := .Values.links }}
- {{ printf "--link=%s=%s" $name $template | quote }}
{{- end }}
{{- with .Values.historyTable }}
- {{ printf "--history-table=%s" . | quote }}
{{- end }}
- --resync-interval={{ .Values.resyncInterval }}
- --health-interval={{ .Values.healthInterval }}
- --api-share={{ .Values.apiShare }}
- --shutdown-timeout={{ .Values.shutdownTimeout }}
- --port=:{{ .Values.port }}
- --leader-elect={{ .Values.leaderElect }}
{{- with .Values.leaseTable }}
- {{ printf "--lease-table=%s" . | quote }}
{{- end }}
- --log-level={{ .Values.logLevel }}
- --log-format={{ .Values.logFormat }}
{{- if kindIs "map" .Values.extraArgs }}
{{- range $name, $value := .Values.extraArgs }}
- {{ printf "--%s=%v" $name $value | quote }}
{{- end }}
{{- else }}
{{- range .Values.extraArgs }}
- {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
