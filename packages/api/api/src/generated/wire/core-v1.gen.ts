// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/core/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, intOrStringCodec, microTimeCodec, quantityCodec, timeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'AWSElasticBlockStoreVolumeSource' | 'Affinity' | 'AppArmorProfile' | 'AttachedVolume' | 'AvoidPods' | 'AzureDiskVolumeSource' | 'AzureFilePersistentVolumeSource' | 'AzureFileVolumeSource' | 'Binding' | 'CSIPersistentVolumeSource' | 'CSIVolumeSource' | 'Capabilities' | 'CephFSPersistentVolumeSource' | 'CephFSVolumeSource' | 'CinderPersistentVolumeSource' | 'CinderVolumeSource' | 'ClientIPConfig' | 'ClusterTrustBundleProjection' | 'ComponentCondition' | 'ComponentStatus' | 'ComponentStatusList' | 'ConfigMap' | 'ConfigMapEnvSource' | 'ConfigMapKeySelector' | 'ConfigMapList' | 'ConfigMapNodeConfigSource' | 'ConfigMapProjection' | 'ConfigMapVolumeSource' | 'Container' | 'ContainerExtendedResourceRequest' | 'ContainerImage' | 'ContainerPort' | 'ContainerResizePolicy' | 'ContainerRestartRule' | 'ContainerRestartRuleOnExitCodes' | 'ContainerState' | 'ContainerStateRunning' | 'ContainerStateTerminated' | 'ContainerStateWaiting' | 'ContainerStatus' | 'ContainerUser' | 'DaemonEndpoint' | 'DownwardAPIProjection' | 'DownwardAPIVolumeFile' | 'DownwardAPIVolumeSource' | 'EmptyDirVolumeSource' | 'EndpointAddress' | 'EndpointPort' | 'EndpointSubset' | 'Endpoints' | 'EndpointsList' | 'EnvFromSource' | 'EnvVar' | 'EnvVarSource' | 'EphemeralContainer' | 'EphemeralContainerCommon' | 'EphemeralVolumeSource' | 'Event' | 'EventList' | 'EventSeries' | 'EventSource' | 'EvictionResponder' | 'ExecAction' | 'FCVolumeSource' | 'FileKeySelector' | 'FlexPersistentVolumeSource' | 'FlexVolumeSource' | 'FlockerVolumeSource' | 'GCEPersistentDiskVolumeSource' | 'GRPCAction' | 'GitRepoVolumeSource' | 'GlusterfsPersistentVolumeSource' | 'GlusterfsVolumeSource' | 'HTTPGetAction' | 'HTTPHeader' | 'HostAlias' | 'HostIP' | 'HostPathVolumeSource' | 'ISCSIPersistentVolumeSource' | 'ISCSIVolumeSource' | 'ImageVolumeSource' | 'ImageVolumeStatus' | 'KeyToPath' | 'Lifecycle' | 'LifecycleHandler' | 'LimitRange' | 'LimitRangeItem' | 'LimitRangeList' | 'LimitRangeSpec' | 'LinuxContainerUser' | 'List' | 'LoadBalancerIngress' | 'LoadBalancerStatus' | 'LocalObjectReference' | 'LocalVolumeSource' | 'ModifyVolumeStatus' | 'NFSVolumeSource' | 'Namespace' | 'NamespaceCondition' | 'NamespaceList' | 'NamespaceSpec' | 'NamespaceStatus' | 'Node' | 'NodeAddress' | 'NodeAffinity' | 'NodeAllocatableMappedResources' | 'NodeAllocatableOverheadResources' | 'NodeAllocatableResourceClaimStatus' | 'NodeCondition' | 'NodeConfigSource' | 'NodeConfigStatus' | 'NodeDaemonEndpoints' | 'NodeFeatures' | 'NodeList' | 'NodePodPreemptionPolicy' | 'NodeProxyOptions' | 'NodeRuntimeHandler' | 'NodeRuntimeHandlerFeatures' | 'NodeSelector' | 'NodeSelectorRequirement' | 'NodeSelectorTerm' | 'NodeSpec' | 'NodeStatus' | 'NodeSwapStatus' | 'NodeSystemInfo' | 'ObjectFieldSelector' | 'ObjectReference' | 'PersistentVolume' | 'PersistentVolumeClaim' | 'PersistentVolumeClaimCondition' | 'PersistentVolumeClaimList' | 'PersistentVolumeClaimSpec' | 'PersistentVolumeClaimStatus' | 'PersistentVolumeClaimTemplate' | 'PersistentVolumeClaimVolumeSource' | 'PersistentVolumeList' | 'PersistentVolumeSource' | 'PersistentVolumeSpec' | 'PersistentVolumeStatus' | 'PhotonPersistentDiskVolumeSource' | 'Pod' | 'PodAffinity' | 'PodAffinityTerm' | 'PodAntiAffinity' | 'PodAttachOptions' | 'PodCertificateProjection' | 'PodCondition' | 'PodDNSConfig' | 'PodDNSConfigOption' | 'PodExecOptions' | 'PodExtendedResourceClaimStatus' | 'PodIP' | 'PodList' | 'PodLogOptions' | 'PodOS' | 'PodPortForwardOptions' | 'PodProxyOptions' | 'PodReadinessGate' | 'PodResourceClaim' | 'PodResourceClaimStatus' | 'PodSchedulingGate' | 'PodSchedulingGroup' | 'PodSecurityContext' | 'PodSignature' | 'PodSpec' | 'PodStatus' | 'PodTemplate' | 'PodTemplateList' | 'PodTemplateSpec' | 'PodVolumeHealth' | 'PortStatus' | 'PortworxVolumeSource' | 'Preconditions' | 'PreferAvoidPodsEntry' | 'PreferredSchedulingTerm' | 'Probe' | 'ProbeHandler' | 'ProjectedVolumeSource' | 'QuobyteVolumeSource' | 'RBDPersistentVolumeSource' | 'RBDVolumeSource' | 'RangeAllocation' | 'ReplicationController' | 'ReplicationControllerCondition' | 'ReplicationControllerList' | 'ReplicationControllerSpec' | 'ReplicationControllerStatus' | 'ResourceClaim' | 'ResourceFieldSelector' | 'ResourceHealth' | 'ResourceQuota' | 'ResourceQuotaList' | 'ResourceQuotaSpec' | 'ResourceQuotaStatus' | 'ResourceRequirements' | 'ResourceStatus' | 'SELinuxOptions' | 'ScaleIOPersistentVolumeSource' | 'ScaleIOVolumeSource' | 'ScopeSelector' | 'ScopedResourceSelectorRequirement' | 'SeccompProfile' | 'Secret' | 'SecretEnvSource' | 'SecretKeySelector' | 'SecretList' | 'SecretProjection' | 'SecretReference' | 'SecretVolumeSource' | 'SecurityContext' | 'SerializedReference' | 'Service' | 'ServiceAccount' | 'ServiceAccountList' | 'ServiceAccountTokenProjection' | 'ServiceList' | 'ServicePort' | 'ServiceProxyOptions' | 'ServiceSpec' | 'ServiceStatus' | 'SessionAffinityConfig' | 'SleepAction' | 'StorageOSPersistentVolumeSource' | 'StorageOSVolumeSource' | 'Sysctl' | 'TCPSocketAction' | 'Taint' | 'Toleration' | 'TopologySelectorLabelRequirement' | 'TopologySelectorTerm' | 'TopologySpreadConstraint' | 'TypedLocalObjectReference' | 'TypedObjectReference' | 'Volume' | 'VolumeDevice' | 'VolumeHealthCondition' | 'VolumeHealthStatus' | 'VolumeMount' | 'VolumeMountStatus' | 'VolumeNodeAffinity' | 'VolumeProjection' | 'VolumeResourceRequirements' | 'VolumeSource' | 'VolumeStatus' | 'VsphereVirtualDiskVolumeSource' | 'WeightedPodAffinityTerm' | 'WindowsSecurityContextOptions', MessageCodec>>;
let made: Codecs | undefined;
export function coreV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rintOrString$, write: wintOrString$ } = intOrStringCodec;
  const { read: rmicroTime$, write: wmicroTime$ } = microTimeCodec;
  const { read: rquantity$, write: wquantity$ } = quantityCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { Condition: { read: rmetaV1$Condition, write: wmetaV1$Condition }, LabelSelector: { read: rmetaV1$LabelSelector, write: wmetaV1$LabelSelector }, List: { read: rmetaV1$List, write: wmetaV1$List }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta }, OwnerReference: { read: rmetaV1$OwnerReference, write: wmetaV1$OwnerReference } } = metaV1();
function rAWSElasticBlockStoreVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.volumeID = r.string(t); break;
      case 2: if ((v = r.string(t))) o.fsType = v; break;
      case 3: if ((v = r.int32(t))) o.partition = v; break;
      case 4: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAWSElasticBlockStoreVolumeSource(w: W, o: Fields): void {
  w.bool(32, o.readOnly);
  w.int(24, o.partition);
  w.string(18, o.fsType);
  w.string(10, o.volumeID);
}
function rAffinity(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.nodeAffinity = rNodeAffinity(r, r.open(t)); break;
      case 2: o.podAffinity = rPodAffinity(r, r.open(t)); break;
      case 3: o.podAntiAffinity = rPodAntiAffinity(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAffinity(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.podAntiAffinity) != null) w.message(26, v, wPodAntiAffinity);
  if ((v = o.podAffinity) != null) w.message(18, v, wPodAffinity);
  if ((v = o.nodeAffinity) != null) w.message(10, v, wNodeAffinity);
}
function rAppArmorProfile(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.localhostProfile = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAppArmorProfile(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.localhostProfile) != null) w.string(18, v);
  w.string(10, o.type);
}
function rAttachedVolume(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.devicePath = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAttachedVolume(w: W, o: Fields): void {
  w.string(18, o.devicePath);
  w.string(10, o.name);
}
function rAvoidPods(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.preferAvoidPods = []).push(rPreferAvoidPodsEntry(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAvoidPods(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.preferAvoidPods) != null) w.messages(10, v, wPreferAvoidPodsEntry);
}
function rAzureDiskVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.diskName = r.string(t); break;
      case 2: o.diskURI = r.string(t); break;
      case 3: o.cachingMode = r.string(t); break;
      case 4: o.fsType = r.string(t); break;
      case 5: o.readOnly = r.bool(t); break;
      case 6: o.kind = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAzureDiskVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.kind) != null) w.string(50, v);
  if ((v = o.readOnly) != null) w.bool(40, v);
  if ((v = o.fsType) != null) w.string(34, v);
  if ((v = o.cachingMode) != null) w.string(26, v);
  w.string(18, o.diskURI);
  w.string(10, o.diskName);
}
function rAzureFilePersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.secretName = r.string(t); break;
      case 2: o.shareName = r.string(t); break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      case 4: o.secretNamespace = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAzureFilePersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.secretNamespace) != null) w.string(34, v);
  w.bool(24, o.readOnly);
  w.string(18, o.shareName);
  w.string(10, o.secretName);
}
function rAzureFileVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.secretName = r.string(t); break;
      case 2: o.shareName = r.string(t); break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAzureFileVolumeSource(w: W, o: Fields): void {
  w.bool(24, o.readOnly);
  w.string(18, o.shareName);
  w.string(10, o.secretName);
}
function rBinding(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.target = rObjectReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wBinding(w: W, o: Fields): void {
  w.message(18, o.target, wObjectReference);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rCSIPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a5: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.driver = r.string(t); break;
      case 2: o.volumeHandle = r.string(t); break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      case 4: if ((v = r.string(t))) o.fsType = v; break;
      case 5: r.stringEntry(t, (a5 ??= o.volumeAttributes = {})); break;
      case 6: o.controllerPublishSecretRef = rSecretReference(r, r.open(t)); break;
      case 7: o.nodeStageSecretRef = rSecretReference(r, r.open(t)); break;
      case 8: o.nodePublishSecretRef = rSecretReference(r, r.open(t)); break;
      case 9: o.controllerExpandSecretRef = rSecretReference(r, r.open(t)); break;
      case 10: o.nodeExpandSecretRef = rSecretReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSIPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nodeExpandSecretRef) != null) w.message(82, v, wSecretReference);
  if ((v = o.controllerExpandSecretRef) != null) w.message(74, v, wSecretReference);
  if ((v = o.nodePublishSecretRef) != null) w.message(66, v, wSecretReference);
  if ((v = o.nodeStageSecretRef) != null) w.message(58, v, wSecretReference);
  if ((v = o.controllerPublishSecretRef) != null) w.message(50, v, wSecretReference);
  if ((v = o.volumeAttributes) != null) w.stringMap(42, v);
  w.string(34, o.fsType);
  w.bool(24, o.readOnly);
  w.string(18, o.volumeHandle);
  w.string(10, o.driver);
}
function rCSIVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.driver = r.string(t); break;
      case 2: o.readOnly = r.bool(t); break;
      case 3: o.fsType = r.string(t); break;
      case 4: r.stringEntry(t, (a4 ??= o.volumeAttributes = {})); break;
      case 5: o.nodePublishSecretRef = rLocalObjectReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSIVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nodePublishSecretRef) != null) w.message(42, v, wLocalObjectReference);
  if ((v = o.volumeAttributes) != null) w.stringMap(34, v);
  if ((v = o.fsType) != null) w.string(26, v);
  if ((v = o.readOnly) != null) w.bool(16, v);
  w.string(10, o.driver);
}
function rCapabilities(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.add = []).push(r.string(t)); break;
      case 2: (a2 ??= o.drop = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCapabilities(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.drop) != null) w.strings(18, v);
  if ((v = o.add) != null) w.strings(10, v);
}
function rCephFSPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.monitors = []).push(r.string(t)); break;
      case 2: if ((v = r.string(t))) o.path = v; break;
      case 3: if ((v = r.string(t))) o.user = v; break;
      case 4: if ((v = r.string(t))) o.secretFile = v; break;
      case 5: o.secretRef = rSecretReference(r, r.open(t)); break;
      case 6: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCephFSPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  w.bool(48, o.readOnly);
  if ((v = o.secretRef) != null) w.message(42, v, wSecretReference);
  w.string(34, o.secretFile);
  w.string(26, o.user);
  w.string(18, o.path);
  if ((v = o.monitors) != null) w.strings(10, v);
}
function rCephFSVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.monitors = []).push(r.string(t)); break;
      case 2: if ((v = r.string(t))) o.path = v; break;
      case 3: if ((v = r.string(t))) o.user = v; break;
      case 4: if ((v = r.string(t))) o.secretFile = v; break;
      case 5: o.secretRef = rLocalObjectReference(r, r.open(t)); break;
      case 6: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCephFSVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  w.bool(48, o.readOnly);
  if ((v = o.secretRef) != null) w.message(42, v, wLocalObjectReference);
  w.string(34, o.secretFile);
  w.string(26, o.user);
  w.string(18, o.path);
  if ((v = o.monitors) != null) w.strings(10, v);
}
function rCinderPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.volumeID = r.string(t); break;
      case 2: if ((v = r.string(t))) o.fsType = v; break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      case 4: o.secretRef = rSecretReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCinderPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.secretRef) != null) w.message(34, v, wSecretReference);
  w.bool(24, o.readOnly);
  w.string(18, o.fsType);
  w.string(10, o.volumeID);
}
function rCinderVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.volumeID = r.string(t); break;
      case 2: if ((v = r.string(t))) o.fsType = v; break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      case 4: o.secretRef = rLocalObjectReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCinderVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.secretRef) != null) w.message(34, v, wLocalObjectReference);
  w.bool(24, o.readOnly);
  w.string(18, o.fsType);
  w.string(10, o.volumeID);
}
function rClientIPConfig(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.timeoutSeconds = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wClientIPConfig(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.timeoutSeconds) != null) w.int(8, v);
}
function rClusterTrustBundleProjection(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.signerName = r.string(t); break;
      case 3: o.labelSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 4: o.path = r.string(t); break;
      case 5: o.optional = r.bool(t); break;
      case 6: o.user = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wClusterTrustBundleProjection(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.user) != null) w.int(48, v);
  if ((v = o.optional) != null) w.bool(40, v);
  w.string(34, o.path);
  if ((v = o.labelSelector) != null) w.message(26, v, wmetaV1$LabelSelector);
  if ((v = o.signerName) != null) w.string(18, v);
  if ((v = o.name) != null) w.string(10, v);
}
function rComponentCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = r.string(t))) o.message = v; break;
      case 4: if ((v = r.string(t))) o.error = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wComponentCondition(w: W, o: Fields): void {
  w.string(34, o.error);
  w.string(26, o.message);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rComponentStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.conditions = []).push(rComponentCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wComponentStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(18, v, wComponentCondition);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rComponentStatusList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rComponentStatus(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wComponentStatusList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wComponentStatus);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rConfigMap(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: Fields | undefined, a3: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: r.stringEntry(t, (a2 ??= o.data = {})); break;
      case 3: r.entry(t, (a3 ??= o.binaryData = {})); break;
      case 4: o.immutable = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMap(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.immutable) != null) w.bool(32, v);
  if ((v = o.binaryData) != null) w.map(26, v);
  if ((v = o.data) != null) w.stringMap(18, v);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rConfigMapEnvSource$1(r: R, end: number, o: Fields): Fields {
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapEnvSource$1(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rConfigMapEnvSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rConfigMapEnvSource$1(r, r.open(t), o); break;
      case 2: o.optional = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapEnvSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.optional) != null) w.bool(16, v);
  w.message(10, o, wConfigMapEnvSource$1);
}
function rConfigMapKeySelector$1(r: R, end: number, o: Fields): Fields {
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapKeySelector$1(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rConfigMapKeySelector(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rConfigMapKeySelector$1(r, r.open(t), o); break;
      case 2: o.key = r.string(t); break;
      case 3: o.optional = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapKeySelector(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.optional) != null) w.bool(24, v);
  w.string(18, o.key);
  w.message(10, o, wConfigMapKeySelector$1);
}
function rConfigMapList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rConfigMap(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wConfigMap);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rConfigMapNodeConfigSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.namespace = r.string(t); break;
      case 2: o.name = r.string(t); break;
      case 3: if ((v = r.string(t))) o.uid = v; break;
      case 4: if ((v = r.string(t))) o.resourceVersion = v; break;
      case 5: o.kubeletConfigKey = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapNodeConfigSource(w: W, o: Fields): void {
  w.string(42, o.kubeletConfigKey);
  w.string(34, o.resourceVersion);
  w.string(26, o.uid);
  w.string(18, o.name);
  w.string(10, o.namespace);
}
function rConfigMapProjection$1(r: R, end: number, o: Fields): Fields {
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapProjection$1(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rConfigMapProjection(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rConfigMapProjection$1(r, r.open(t), o); break;
      case 2: (a2 ??= o.items = []).push(rKeyToPath(r, r.open(t))); break;
      case 4: o.optional = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapProjection(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.optional) != null) w.bool(32, v);
  if ((v = o.items) != null) w.messages(18, v, wKeyToPath);
  w.message(10, o, wConfigMapProjection$1);
}
function rConfigMapVolumeSource$1(r: R, end: number, o: Fields): Fields {
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapVolumeSource$1(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rConfigMapVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rConfigMapVolumeSource$1(r, r.open(t), o); break;
      case 2: (a2 ??= o.items = []).push(rKeyToPath(r, r.open(t))); break;
      case 3: o.defaultMode = r.int32(t); break;
      case 4: o.optional = r.bool(t); break;
      case 5: o.defaultUser = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wConfigMapVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.defaultUser) != null) w.int(40, v);
  if ((v = o.optional) != null) w.bool(32, v);
  if ((v = o.defaultMode) != null) w.int(24, v);
  if ((v = o.items) != null) w.messages(18, v, wKeyToPath);
  w.message(10, o, wConfigMapVolumeSource$1);
}
function rContainer(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a4: unknown[] | undefined, a6: unknown[] | undefined, a7: unknown[] | undefined, a9: unknown[] | undefined, a19: unknown[] | undefined, a21: unknown[] | undefined, a23: unknown[] | undefined, a25: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: if ((v = r.string(t))) o.image = v; break;
      case 3: (a3 ??= o.command = []).push(r.string(t)); break;
      case 4: (a4 ??= o.args = []).push(r.string(t)); break;
      case 5: if ((v = r.string(t))) o.workingDir = v; break;
      case 6: (a6 ??= o.ports = []).push(rContainerPort(r, r.open(t))); break;
      case 7: (a7 ??= o.env = []).push(rEnvVar(r, r.open(t))); break;
      case 8: o.resources = rResourceRequirements(r, r.open(t)); break;
      case 9: (a9 ??= o.volumeMounts = []).push(rVolumeMount(r, r.open(t))); break;
      case 10: o.livenessProbe = rProbe(r, r.open(t)); break;
      case 11: o.readinessProbe = rProbe(r, r.open(t)); break;
      case 12: o.lifecycle = rLifecycle(r, r.open(t)); break;
      case 13: if ((v = r.string(t))) o.terminationMessagePath = v; break;
      case 14: if ((v = r.string(t))) o.imagePullPolicy = v; break;
      case 15: o.securityContext = rSecurityContext(r, r.open(t)); break;
      case 16: if ((v = r.bool(t))) o.stdin = v; break;
      case 17: if ((v = r.bool(t))) o.stdinOnce = v; break;
      case 18: if ((v = r.bool(t))) o.tty = v; break;
      case 19: (a19 ??= o.envFrom = []).push(rEnvFromSource(r, r.open(t))); break;
      case 20: if ((v = r.string(t))) o.terminationMessagePolicy = v; break;
      case 21: (a21 ??= o.volumeDevices = []).push(rVolumeDevice(r, r.open(t))); break;
      case 22: o.startupProbe = rProbe(r, r.open(t)); break;
      case 23: (a23 ??= o.resizePolicy = []).push(rContainerResizePolicy(r, r.open(t))); break;
      case 24: o.restartPolicy = r.string(t); break;
      case 25: (a25 ??= o.restartPolicyRules = []).push(rContainerRestartRule(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainer(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.restartPolicyRules) != null) w.messages(202, v, wContainerRestartRule);
  if ((v = o.restartPolicy) != null) w.string(194, v);
  if ((v = o.resizePolicy) != null) w.messages(186, v, wContainerResizePolicy);
  if ((v = o.startupProbe) != null) w.message(178, v, wProbe);
  if ((v = o.volumeDevices) != null) w.messages(170, v, wVolumeDevice);
  w.string(162, o.terminationMessagePolicy);
  if ((v = o.envFrom) != null) w.messages(154, v, wEnvFromSource);
  w.bool(144, o.tty);
  w.bool(136, o.stdinOnce);
  w.bool(128, o.stdin);
  if ((v = o.securityContext) != null) w.message(122, v, wSecurityContext);
  w.string(114, o.imagePullPolicy);
  w.string(106, o.terminationMessagePath);
  if ((v = o.lifecycle) != null) w.message(98, v, wLifecycle);
  if ((v = o.readinessProbe) != null) w.message(90, v, wProbe);
  if ((v = o.livenessProbe) != null) w.message(82, v, wProbe);
  if ((v = o.volumeMounts) != null) w.messages(74, v, wVolumeMount);
  w.message(66, o.resources, wResourceRequirements);
  if ((v = o.env) != null) w.messages(58, v, wEnvVar);
  if ((v = o.ports) != null) w.messages(50, v, wContainerPort);
  w.string(42, o.workingDir);
  if ((v = o.args) != null) w.strings(34, v);
  if ((v = o.command) != null) w.strings(26, v);
  w.string(18, o.image);
  w.string(10, o.name);
}
function rContainerExtendedResourceRequest(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.containerName = r.string(t); break;
      case 2: o.resourceName = r.string(t); break;
      case 3: o.requestName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerExtendedResourceRequest(w: W, o: Fields): void {
  w.string(26, o.requestName);
  w.string(18, o.resourceName);
  w.string(10, o.containerName);
}
function rContainerImage(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.names = []).push(r.string(t)); break;
      case 2: if ((v = r.int64(t))) o.sizeBytes = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerImage(w: W, o: Fields): void {
  let v: unknown;
  w.int(16, o.sizeBytes);
  if ((v = o.names) != null) w.strings(10, v);
}
function rContainerPort(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      case 2: if ((v = r.int32(t))) o.hostPort = v; break;
      case 3: o.containerPort = r.int32(t); break;
      case 4: if ((v = r.string(t))) o.protocol = v; break;
      case 5: if ((v = r.string(t))) o.hostIP = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerPort(w: W, o: Fields): void {
  w.string(42, o.hostIP);
  w.string(34, o.protocol);
  w.int(24, o.containerPort);
  w.int(16, o.hostPort);
  w.string(10, o.name);
}
function rContainerResizePolicy(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.resourceName = r.string(t); break;
      case 2: o.restartPolicy = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerResizePolicy(w: W, o: Fields): void {
  w.string(18, o.restartPolicy);
  w.string(10, o.resourceName);
}
function rContainerRestartRule(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.action = v; break;
      case 2: o.exitCodes = rContainerRestartRuleOnExitCodes(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerRestartRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.exitCodes) != null) w.message(18, v, wContainerRestartRuleOnExitCodes);
  w.string(10, o.action);
}
function rContainerRestartRuleOnExitCodes(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.operator = v; break;
      case 2: r.numbers(t, (a2 ??= o.values = []), r.int32); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerRestartRuleOnExitCodes(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.values) != null) w.ints(16, v);
  w.string(10, o.operator);
}
function rContainerState(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.waiting = rContainerStateWaiting(r, r.open(t)); break;
      case 2: o.running = rContainerStateRunning(r, r.open(t)); break;
      case 3: o.terminated = rContainerStateTerminated(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerState(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.terminated) != null) w.message(26, v, wContainerStateTerminated);
  if ((v = o.running) != null) w.message(18, v, wContainerStateRunning);
  if ((v = o.waiting) != null) w.message(10, v, wContainerStateWaiting);
}
function rContainerStateRunning(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = rtime$(r, r.open(t))) !== undefined) o.startedAt = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerStateRunning(w: W, o: Fields): void {
  w.message(10, o.startedAt, wtime$);
}
function rContainerStateTerminated(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.exitCode = r.int32(t); break;
      case 2: if ((v = r.int32(t))) o.signal = v; break;
      case 3: if ((v = r.string(t))) o.reason = v; break;
      case 4: if ((v = r.string(t))) o.message = v; break;
      case 5: if ((v = rtime$(r, r.open(t))) !== undefined) o.startedAt = v; break;
      case 6: if ((v = rtime$(r, r.open(t))) !== undefined) o.finishedAt = v; break;
      case 7: if ((v = r.string(t))) o.containerID = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerStateTerminated(w: W, o: Fields): void {
  w.string(58, o.containerID);
  w.message(50, o.finishedAt, wtime$);
  w.message(42, o.startedAt, wtime$);
  w.string(34, o.message);
  w.string(26, o.reason);
  w.int(16, o.signal);
  w.int(8, o.exitCode);
}
function rContainerStateWaiting(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.reason = v; break;
      case 2: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerStateWaiting(w: W, o: Fields): void {
  w.string(18, o.message);
  w.string(10, o.reason);
}
function rContainerStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a12: unknown[] | undefined, a14: unknown[] | undefined, a10: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.state = rContainerState(r, r.open(t)); break;
      case 3: o.lastState = rContainerState(r, r.open(t)); break;
      case 4: o.ready = r.bool(t); break;
      case 5: o.restartCount = r.int32(t); break;
      case 6: o.image = r.string(t); break;
      case 7: o.imageID = r.string(t); break;
      case 8: if ((v = r.string(t))) o.containerID = v; break;
      case 9: o.started = r.bool(t); break;
      case 10: r.entry(t, (a10 ??= o.allocatedResources = {}), rquantity$); break;
      case 11: o.resources = rResourceRequirements(r, r.open(t)); break;
      case 12: (a12 ??= o.volumeMounts = []).push(rVolumeMountStatus(r, r.open(t))); break;
      case 13: o.user = rContainerUser(r, r.open(t)); break;
      case 14: (a14 ??= o.allocatedResourcesStatus = []).push(rResourceStatus(r, r.open(t))); break;
      case 15: o.stopSignal = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.stopSignal) != null) w.string(122, v);
  if ((v = o.allocatedResourcesStatus) != null) w.messages(114, v, wResourceStatus);
  if ((v = o.user) != null) w.message(106, v, wContainerUser);
  if ((v = o.volumeMounts) != null) w.messages(98, v, wVolumeMountStatus);
  if ((v = o.resources) != null) w.message(90, v, wResourceRequirements);
  if ((v = o.allocatedResources) != null) w.map(82, v, wquantity$);
  if ((v = o.started) != null) w.bool(72, v);
  w.string(66, o.containerID);
  w.string(58, o.imageID);
  w.string(50, o.image);
  w.int(40, o.restartCount);
  w.bool(32, o.ready);
  w.message(26, o.lastState, wContainerState);
  w.message(18, o.state, wContainerState);
  w.string(10, o.name);
}
function rContainerUser(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.linux = rLinuxContainerUser(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerUser(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.linux) != null) w.message(10, v, wLinuxContainerUser);
}
function rDaemonEndpoint(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.Port = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDaemonEndpoint(w: W, o: Fields): void {
  w.int(8, o.Port);
}
function rDownwardAPIProjection(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.items = []).push(rDownwardAPIVolumeFile(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDownwardAPIProjection(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(10, v, wDownwardAPIVolumeFile);
}
function rDownwardAPIVolumeFile(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.path = r.string(t); break;
      case 2: o.fieldRef = rObjectFieldSelector(r, r.open(t)); break;
      case 3: o.resourceFieldRef = rResourceFieldSelector(r, r.open(t)); break;
      case 4: o.mode = r.int32(t); break;
      case 5: o.user = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDownwardAPIVolumeFile(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.user) != null) w.int(40, v);
  if ((v = o.mode) != null) w.int(32, v);
  if ((v = o.resourceFieldRef) != null) w.message(26, v, wResourceFieldSelector);
  if ((v = o.fieldRef) != null) w.message(18, v, wObjectFieldSelector);
  w.string(10, o.path);
}
function rDownwardAPIVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.items = []).push(rDownwardAPIVolumeFile(r, r.open(t))); break;
      case 2: o.defaultMode = r.int32(t); break;
      case 3: o.defaultUser = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDownwardAPIVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.defaultUser) != null) w.int(24, v);
  if ((v = o.defaultMode) != null) w.int(16, v);
  if ((v = o.items) != null) w.messages(10, v, wDownwardAPIVolumeFile);
}
function rEmptyDirVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.medium = v; break;
      case 2: o.sizeLimit = rquantity$(r, r.open(t)); break;
      case 3: o.mode = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEmptyDirVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.mode) != null) w.int(24, v);
  if ((v = o.sizeLimit) != null) w.message(18, v, wquantity$);
  w.string(10, o.medium);
}
function rEndpointAddress(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.ip = r.string(t); break;
      case 2: o.targetRef = rObjectReference(r, r.open(t)); break;
      case 3: if ((v = r.string(t))) o.hostname = v; break;
      case 4: o.nodeName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpointAddress(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nodeName) != null) w.string(34, v);
  w.string(26, o.hostname);
  if ((v = o.targetRef) != null) w.message(18, v, wObjectReference);
  w.string(10, o.ip);
}
function rEndpointPort(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      case 2: o.port = r.int32(t); break;
      case 3: if ((v = r.string(t))) o.protocol = v; break;
      case 4: o.appProtocol = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpointPort(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.appProtocol) != null) w.string(34, v);
  w.string(26, o.protocol);
  w.int(16, o.port);
  w.string(10, o.name);
}
function rEndpointSubset(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.addresses = []).push(rEndpointAddress(r, r.open(t))); break;
      case 2: (a2 ??= o.notReadyAddresses = []).push(rEndpointAddress(r, r.open(t))); break;
      case 3: (a3 ??= o.ports = []).push(rEndpointPort(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpointSubset(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ports) != null) w.messages(26, v, wEndpointPort);
  if ((v = o.notReadyAddresses) != null) w.messages(18, v, wEndpointAddress);
  if ((v = o.addresses) != null) w.messages(10, v, wEndpointAddress);
}
function rEndpoints(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.subsets = []).push(rEndpointSubset(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpoints(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.subsets) != null) w.messages(18, v, wEndpointSubset);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rEndpointsList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rEndpoints(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpointsList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wEndpoints);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rEnvFromSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.prefix = v; break;
      case 2: o.configMapRef = rConfigMapEnvSource(r, r.open(t)); break;
      case 3: o.secretRef = rSecretEnvSource(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEnvFromSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.secretRef) != null) w.message(26, v, wSecretEnvSource);
  if ((v = o.configMapRef) != null) w.message(18, v, wConfigMapEnvSource);
  w.string(10, o.prefix);
}
function rEnvVar(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: if ((v = r.string(t))) o.value = v; break;
      case 3: o.valueFrom = rEnvVarSource(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEnvVar(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.valueFrom) != null) w.message(26, v, wEnvVarSource);
  w.string(18, o.value);
  w.string(10, o.name);
}
function rEnvVarSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.fieldRef = rObjectFieldSelector(r, r.open(t)); break;
      case 2: o.resourceFieldRef = rResourceFieldSelector(r, r.open(t)); break;
      case 3: o.configMapKeyRef = rConfigMapKeySelector(r, r.open(t)); break;
      case 4: o.secretKeyRef = rSecretKeySelector(r, r.open(t)); break;
      case 5: o.fileKeyRef = rFileKeySelector(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEnvVarSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.fileKeyRef) != null) w.message(42, v, wFileKeySelector);
  if ((v = o.secretKeyRef) != null) w.message(34, v, wSecretKeySelector);
  if ((v = o.configMapKeyRef) != null) w.message(26, v, wConfigMapKeySelector);
  if ((v = o.resourceFieldRef) != null) w.message(18, v, wResourceFieldSelector);
  if ((v = o.fieldRef) != null) w.message(10, v, wObjectFieldSelector);
}
function rEphemeralContainer$1(r: R, end: number, o: Fields): Fields {
  let a3: unknown[] | undefined, a4: unknown[] | undefined, a6: unknown[] | undefined, a7: unknown[] | undefined, a9: unknown[] | undefined, a19: unknown[] | undefined, a21: unknown[] | undefined, a23: unknown[] | undefined, a25: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: if ((v = r.string(t))) o.image = v; break;
      case 3: (a3 ??= o.command = []).push(r.string(t)); break;
      case 4: (a4 ??= o.args = []).push(r.string(t)); break;
      case 5: if ((v = r.string(t))) o.workingDir = v; break;
      case 6: (a6 ??= o.ports = []).push(rContainerPort(r, r.open(t))); break;
      case 7: (a7 ??= o.env = []).push(rEnvVar(r, r.open(t))); break;
      case 8: o.resources = rResourceRequirements(r, r.open(t)); break;
      case 9: (a9 ??= o.volumeMounts = []).push(rVolumeMount(r, r.open(t))); break;
      case 10: o.livenessProbe = rProbe(r, r.open(t)); break;
      case 11: o.readinessProbe = rProbe(r, r.open(t)); break;
      case 12: o.lifecycle = rLifecycle(r, r.open(t)); break;
      case 13: if ((v = r.string(t))) o.terminationMessagePath = v; break;
      case 14: if ((v = r.string(t))) o.imagePullPolicy = v; break;
      case 15: o.securityContext = rSecurityContext(r, r.open(t)); break;
      case 16: if ((v = r.bool(t))) o.stdin = v; break;
      case 17: if ((v = r.bool(t))) o.stdinOnce = v; break;
      case 18: if ((v = r.bool(t))) o.tty = v; break;
      case 19: (a19 ??= o.envFrom = []).push(rEnvFromSource(r, r.open(t))); break;
      case 20: if ((v = r.string(t))) o.terminationMessagePolicy = v; break;
      case 21: (a21 ??= o.volumeDevices = []).push(rVolumeDevice(r, r.open(t))); break;
      case 22: o.startupProbe = rProbe(r, r.open(t)); break;
      case 23: (a23 ??= o.resizePolicy = []).push(rContainerResizePolicy(r, r.open(t))); break;
      case 24: o.restartPolicy = r.string(t); break;
      case 25: (a25 ??= o.restartPolicyRules = []).push(rContainerRestartRule(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEphemeralContainer$1(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.restartPolicyRules) != null) w.messages(202, v, wContainerRestartRule);
  if ((v = o.restartPolicy) != null) w.string(194, v);
  if ((v = o.resizePolicy) != null) w.messages(186, v, wContainerResizePolicy);
  if ((v = o.startupProbe) != null) w.message(178, v, wProbe);
  if ((v = o.volumeDevices) != null) w.messages(170, v, wVolumeDevice);
  w.string(162, o.terminationMessagePolicy);
  if ((v = o.envFrom) != null) w.messages(154, v, wEnvFromSource);
  w.bool(144, o.tty);
  w.bool(136, o.stdinOnce);
  w.bool(128, o.stdin);
  if ((v = o.securityContext) != null) w.message(122, v, wSecurityContext);
  w.string(114, o.imagePullPolicy);
  w.string(106, o.terminationMessagePath);
  if ((v = o.lifecycle) != null) w.message(98, v, wLifecycle);
  if ((v = o.readinessProbe) != null) w.message(90, v, wProbe);
  if ((v = o.livenessProbe) != null) w.message(82, v, wProbe);
  if ((v = o.volumeMounts) != null) w.messages(74, v, wVolumeMount);
  w.message(66, o.resources, wResourceRequirements);
  if ((v = o.env) != null) w.messages(58, v, wEnvVar);
  if ((v = o.ports) != null) w.messages(50, v, wContainerPort);
  w.string(42, o.workingDir);
  if ((v = o.args) != null) w.strings(34, v);
  if ((v = o.command) != null) w.strings(26, v);
  w.string(18, o.image);
  w.string(10, o.name);
}
function rEphemeralContainer(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rEphemeralContainer$1(r, r.open(t), o); break;
      case 2: if ((v = r.string(t))) o.targetContainerName = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEphemeralContainer(w: W, o: Fields): void {
  w.string(18, o.targetContainerName);
  w.message(10, o, wEphemeralContainer$1);
}
function rEphemeralContainerCommon(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a4: unknown[] | undefined, a6: unknown[] | undefined, a7: unknown[] | undefined, a9: unknown[] | undefined, a19: unknown[] | undefined, a21: unknown[] | undefined, a23: unknown[] | undefined, a25: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: if ((v = r.string(t))) o.image = v; break;
      case 3: (a3 ??= o.command = []).push(r.string(t)); break;
      case 4: (a4 ??= o.args = []).push(r.string(t)); break;
      case 5: if ((v = r.string(t))) o.workingDir = v; break;
      case 6: (a6 ??= o.ports = []).push(rContainerPort(r, r.open(t))); break;
      case 7: (a7 ??= o.env = []).push(rEnvVar(r, r.open(t))); break;
      case 8: o.resources = rResourceRequirements(r, r.open(t)); break;
      case 9: (a9 ??= o.volumeMounts = []).push(rVolumeMount(r, r.open(t))); break;
      case 10: o.livenessProbe = rProbe(r, r.open(t)); break;
      case 11: o.readinessProbe = rProbe(r, r.open(t)); break;
      case 12: o.lifecycle = rLifecycle(r, r.open(t)); break;
      case 13: if ((v = r.string(t))) o.terminationMessagePath = v; break;
      case 14: if ((v = r.string(t))) o.imagePullPolicy = v; break;
      case 15: o.securityContext = rSecurityContext(r, r.open(t)); break;
      case 16: if ((v = r.bool(t))) o.stdin = v; break;
      case 17: if ((v = r.bool(t))) o.stdinOnce = v; break;
      case 18: if ((v = r.bool(t))) o.tty = v; break;
      case 19: (a19 ??= o.envFrom = []).push(rEnvFromSource(r, r.open(t))); break;
      case 20: if ((v = r.string(t))) o.terminationMessagePolicy = v; break;
      case 21: (a21 ??= o.volumeDevices = []).push(rVolumeDevice(r, r.open(t))); break;
      case 22: o.startupProbe = rProbe(r, r.open(t)); break;
      case 23: (a23 ??= o.resizePolicy = []).push(rContainerResizePolicy(r, r.open(t))); break;
      case 24: o.restartPolicy = r.string(t); break;
      case 25: (a25 ??= o.restartPolicyRules = []).push(rContainerRestartRule(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEphemeralContainerCommon(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.restartPolicyRules) != null) w.messages(202, v, wContainerRestartRule);
  if ((v = o.restartPolicy) != null) w.string(194, v);
  if ((v = o.resizePolicy) != null) w.messages(186, v, wContainerResizePolicy);
  if ((v = o.startupProbe) != null) w.message(178, v, wProbe);
  if ((v = o.volumeDevices) != null) w.messages(170, v, wVolumeDevice);
  w.string(162, o.terminationMessagePolicy);
  if ((v = o.envFrom) != null) w.messages(154, v, wEnvFromSource);
  w.bool(144, o.tty);
  w.bool(136, o.stdinOnce);
  w.bool(128, o.stdin);
  if ((v = o.securityContext) != null) w.message(122, v, wSecurityContext);
  w.string(114, o.imagePullPolicy);
  w.string(106, o.terminationMessagePath);
  if ((v = o.lifecycle) != null) w.message(98, v, wLifecycle);
  if ((v = o.readinessProbe) != null) w.message(90, v, wProbe);
  if ((v = o.livenessProbe) != null) w.message(82, v, wProbe);
  if ((v = o.volumeMounts) != null) w.messages(74, v, wVolumeMount);
  w.message(66, o.resources, wResourceRequirements);
  if ((v = o.env) != null) w.messages(58, v, wEnvVar);
  if ((v = o.ports) != null) w.messages(50, v, wContainerPort);
  w.string(42, o.workingDir);
  if ((v = o.args) != null) w.strings(34, v);
  if ((v = o.command) != null) w.strings(26, v);
  w.string(18, o.image);
  w.string(10, o.name);
}
function rEphemeralVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.volumeClaimTemplate = rPersistentVolumeClaimTemplate(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEphemeralVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.volumeClaimTemplate) != null) w.message(10, v, wPersistentVolumeClaimTemplate);
}
function rEvent(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.involvedObject = rObjectReference(r, r.open(t)); break;
      case 3: if ((v = r.string(t))) o.reason = v; break;
      case 4: if ((v = r.string(t))) o.message = v; break;
      case 5: o.source = rEventSource(r, r.open(t)); break;
      case 6: if ((v = rtime$(r, r.open(t))) !== undefined) o.firstTimestamp = v; break;
      case 7: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTimestamp = v; break;
      case 8: if ((v = r.int32(t))) o.count = v; break;
      case 9: if ((v = r.string(t))) o.type = v; break;
      case 10: if ((v = rmicroTime$(r, r.open(t))) !== undefined) o.eventTime = v; break;
      case 11: o.series = rEventSeries(r, r.open(t)); break;
      case 12: if ((v = r.string(t))) o.action = v; break;
      case 13: o.related = rObjectReference(r, r.open(t)); break;
      case 14: o.reportingComponent = r.string(t); break;
      case 15: o.reportingInstance = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEvent(w: W, o: Fields): void {
  let v: unknown;
  w.string(122, o.reportingInstance);
  w.string(114, o.reportingComponent);
  if ((v = o.related) != null) w.message(106, v, wObjectReference);
  w.string(98, o.action);
  if ((v = o.series) != null) w.message(90, v, wEventSeries);
  w.message(82, o.eventTime, wmicroTime$);
  w.string(74, o.type);
  w.int(64, o.count);
  w.message(58, o.lastTimestamp, wtime$);
  w.message(50, o.firstTimestamp, wtime$);
  w.message(42, o.source, wEventSource);
  w.string(34, o.message);
  w.string(26, o.reason);
  w.message(18, o.involvedObject, wObjectReference);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rEventList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rEvent(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEventList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wEvent);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rEventSeries(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.int32(t))) o.count = v; break;
      case 2: if ((v = rmicroTime$(r, r.open(t))) !== undefined) o.lastObservedTime = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEventSeries(w: W, o: Fields): void {
  w.message(18, o.lastObservedTime, wmicroTime$);
  w.int(8, o.count);
}
function rEventSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.component = v; break;
      case 2: if ((v = r.string(t))) o.host = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEventSource(w: W, o: Fields): void {
  w.string(18, o.host);
  w.string(10, o.component);
}
function rEvictionResponder(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.priority = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEvictionResponder(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.priority) != null) w.int(16, v);
  w.string(10, o.name);
}
function rExecAction(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.command = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wExecAction(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.command) != null) w.strings(10, v);
}
function rFCVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a5: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.targetWWNs = []).push(r.string(t)); break;
      case 2: o.lun = r.int32(t); break;
      case 3: if ((v = r.string(t))) o.fsType = v; break;
      case 4: if ((v = r.bool(t))) o.readOnly = v; break;
      case 5: (a5 ??= o.wwids = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFCVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.wwids) != null) w.strings(42, v);
  w.bool(32, o.readOnly);
  w.string(26, o.fsType);
  if ((v = o.lun) != null) w.int(16, v);
  if ((v = o.targetWWNs) != null) w.strings(10, v);
}
function rFileKeySelector(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.volumeName = r.string(t); break;
      case 2: o.path = r.string(t); break;
      case 3: o.key = r.string(t); break;
      case 4: o.optional = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFileKeySelector(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.optional) != null) w.bool(32, v);
  w.string(26, o.key);
  w.string(18, o.path);
  w.string(10, o.volumeName);
}
function rFlexPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a5: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.driver = r.string(t); break;
      case 2: if ((v = r.string(t))) o.fsType = v; break;
      case 3: o.secretRef = rSecretReference(r, r.open(t)); break;
      case 4: if ((v = r.bool(t))) o.readOnly = v; break;
      case 5: r.stringEntry(t, (a5 ??= o.options = {})); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFlexPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.options) != null) w.stringMap(42, v);
  w.bool(32, o.readOnly);
  if ((v = o.secretRef) != null) w.message(26, v, wSecretReference);
  w.string(18, o.fsType);
  w.string(10, o.driver);
}
function rFlexVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a5: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.driver = r.string(t); break;
      case 2: if ((v = r.string(t))) o.fsType = v; break;
      case 3: o.secretRef = rLocalObjectReference(r, r.open(t)); break;
      case 4: if ((v = r.bool(t))) o.readOnly = v; break;
      case 5: r.stringEntry(t, (a5 ??= o.options = {})); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFlexVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.options) != null) w.stringMap(42, v);
  w.bool(32, o.readOnly);
  if ((v = o.secretRef) != null) w.message(26, v, wLocalObjectReference);
  w.string(18, o.fsType);
  w.string(10, o.driver);
}
function rFlockerVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.datasetName = v; break;
      case 2: if ((v = r.string(t))) o.datasetUUID = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFlockerVolumeSource(w: W, o: Fields): void {
  w.string(18, o.datasetUUID);
  w.string(10, o.datasetName);
}
function rGCEPersistentDiskVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.pdName = r.string(t); break;
      case 2: if ((v = r.string(t))) o.fsType = v; break;
      case 3: if ((v = r.int32(t))) o.partition = v; break;
      case 4: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGCEPersistentDiskVolumeSource(w: W, o: Fields): void {
  w.bool(32, o.readOnly);
  w.int(24, o.partition);
  w.string(18, o.fsType);
  w.string(10, o.pdName);
}
function rGRPCAction(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.port = r.int32(t); break;
      case 2: o.service = r.string(t); break;
      case 3: o.mode = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGRPCAction(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.mode) != null) w.string(26, v);
  if ((v = o.service) != null) w.string(18, v);
  w.int(8, o.port);
}
function rGitRepoVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.repository = r.string(t); break;
      case 2: if ((v = r.string(t))) o.revision = v; break;
      case 3: if ((v = r.string(t))) o.directory = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGitRepoVolumeSource(w: W, o: Fields): void {
  w.string(26, o.directory);
  w.string(18, o.revision);
  w.string(10, o.repository);
}
function rGlusterfsPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.endpoints = r.string(t); break;
      case 2: o.path = r.string(t); break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      case 4: o.endpointsNamespace = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGlusterfsPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.endpointsNamespace) != null) w.string(34, v);
  w.bool(24, o.readOnly);
  w.string(18, o.path);
  w.string(10, o.endpoints);
}
function rGlusterfsVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.endpoints = r.string(t); break;
      case 2: o.path = r.string(t); break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGlusterfsVolumeSource(w: W, o: Fields): void {
  w.bool(24, o.readOnly);
  w.string(18, o.path);
  w.string(10, o.endpoints);
}
function rHTTPGetAction(r: R, end: number): Fields {
  const o: Fields = {};
  let a5: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.path = v; break;
      case 2: o.port = rintOrString$(r, r.open(t)); break;
      case 3: if ((v = r.string(t))) o.host = v; break;
      case 4: if ((v = r.string(t))) o.scheme = v; break;
      case 5: (a5 ??= o.httpHeaders = []).push(rHTTPHeader(r, r.open(t))); break;
      case 6: o.protocol = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHTTPGetAction(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.protocol) != null) w.string(50, v);
  if ((v = o.httpHeaders) != null) w.messages(42, v, wHTTPHeader);
  w.string(34, o.scheme);
  w.string(26, o.host);
  w.message(18, o.port, wintOrString$);
  w.string(10, o.path);
}
function rHTTPHeader(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.value = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHTTPHeader(w: W, o: Fields): void {
  w.string(18, o.value);
  w.string(10, o.name);
}
function rHostAlias(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.ip = r.string(t); break;
      case 2: (a2 ??= o.hostnames = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHostAlias(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.hostnames) != null) w.strings(18, v);
  w.string(10, o.ip);
}
function rHostIP(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.ip = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHostIP(w: W, o: Fields): void {
  w.string(10, o.ip);
}
function rHostPathVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.path = r.string(t); break;
      case 2: o.type = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHostPathVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.type) != null) w.string(18, v);
  w.string(10, o.path);
}
function rISCSIPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a7: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.targetPortal = r.string(t); break;
      case 2: o.iqn = r.string(t); break;
      case 3: o.lun = r.int32(t); break;
      case 4: if ((v = r.string(t))) o.iscsiInterface = v; break;
      case 5: if ((v = r.string(t))) o.fsType = v; break;
      case 6: if ((v = r.bool(t))) o.readOnly = v; break;
      case 7: (a7 ??= o.portals = []).push(r.string(t)); break;
      case 8: if ((v = r.bool(t))) o.chapAuthDiscovery = v; break;
      case 10: o.secretRef = rSecretReference(r, r.open(t)); break;
      case 11: if ((v = r.bool(t))) o.chapAuthSession = v; break;
      case 12: o.initiatorName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wISCSIPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.initiatorName) != null) w.string(98, v);
  w.bool(88, o.chapAuthSession);
  if ((v = o.secretRef) != null) w.message(82, v, wSecretReference);
  w.bool(64, o.chapAuthDiscovery);
  if ((v = o.portals) != null) w.strings(58, v);
  w.bool(48, o.readOnly);
  w.string(42, o.fsType);
  w.string(34, o.iscsiInterface);
  w.int(24, o.lun);
  w.string(18, o.iqn);
  w.string(10, o.targetPortal);
}
function rISCSIVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a7: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.targetPortal = r.string(t); break;
      case 2: o.iqn = r.string(t); break;
      case 3: o.lun = r.int32(t); break;
      case 4: if ((v = r.string(t))) o.iscsiInterface = v; break;
      case 5: if ((v = r.string(t))) o.fsType = v; break;
      case 6: if ((v = r.bool(t))) o.readOnly = v; break;
      case 7: (a7 ??= o.portals = []).push(r.string(t)); break;
      case 8: if ((v = r.bool(t))) o.chapAuthDiscovery = v; break;
      case 10: o.secretRef = rLocalObjectReference(r, r.open(t)); break;
      case 11: if ((v = r.bool(t))) o.chapAuthSession = v; break;
      case 12: o.initiatorName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wISCSIVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.initiatorName) != null) w.string(98, v);
  w.bool(88, o.chapAuthSession);
  if ((v = o.secretRef) != null) w.message(82, v, wLocalObjectReference);
  w.bool(64, o.chapAuthDiscovery);
  if ((v = o.portals) != null) w.strings(58, v);
  w.bool(48, o.readOnly);
  w.string(42, o.fsType);
  w.string(34, o.iscsiInterface);
  w.int(24, o.lun);
  w.string(18, o.iqn);
  w.string(10, o.targetPortal);
}
function rImageVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.reference = v; break;
      case 2: if ((v = r.string(t))) o.pullPolicy = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wImageVolumeSource(w: W, o: Fields): void {
  w.string(18, o.pullPolicy);
  w.string(10, o.reference);
}
function rImageVolumeStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.imageRef = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wImageVolumeStatus(w: W, o: Fields): void {
  w.string(10, o.imageRef);
}
function rKeyToPath(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.key = r.string(t); break;
      case 2: o.path = r.string(t); break;
      case 3: o.mode = r.int32(t); break;
      case 4: o.user = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wKeyToPath(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.user) != null) w.int(32, v);
  if ((v = o.mode) != null) w.int(24, v);
  w.string(18, o.path);
  w.string(10, o.key);
}
function rLifecycle(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.postStart = rLifecycleHandler(r, r.open(t)); break;
      case 2: o.preStop = rLifecycleHandler(r, r.open(t)); break;
      case 3: o.stopSignal = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLifecycle(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.stopSignal) != null) w.string(26, v);
  if ((v = o.preStop) != null) w.message(18, v, wLifecycleHandler);
  if ((v = o.postStart) != null) w.message(10, v, wLifecycleHandler);
}
function rLifecycleHandler(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.exec = rExecAction(r, r.open(t)); break;
      case 2: o.httpGet = rHTTPGetAction(r, r.open(t)); break;
      case 3: o.tcpSocket = rTCPSocketAction(r, r.open(t)); break;
      case 4: o.sleep = rSleepAction(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLifecycleHandler(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.sleep) != null) w.message(34, v, wSleepAction);
  if ((v = o.tcpSocket) != null) w.message(26, v, wTCPSocketAction);
  if ((v = o.httpGet) != null) w.message(18, v, wHTTPGetAction);
  if ((v = o.exec) != null) w.message(10, v, wExecAction);
}
function rLimitRange(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rLimitRangeSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLimitRange(w: W, o: Fields): void {
  w.message(18, o.spec, wLimitRangeSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rLimitRangeItem(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: Fields | undefined, a3: Fields | undefined, a4: Fields | undefined, a5: Fields | undefined, a6: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: r.entry(t, (a2 ??= o.max = {}), rquantity$); break;
      case 3: r.entry(t, (a3 ??= o.min = {}), rquantity$); break;
      case 4: r.entry(t, (a4 ??= o.default = {}), rquantity$); break;
      case 5: r.entry(t, (a5 ??= o.defaultRequest = {}), rquantity$); break;
      case 6: r.entry(t, (a6 ??= o.maxLimitRequestRatio = {}), rquantity$); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLimitRangeItem(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.maxLimitRequestRatio) != null) w.map(50, v, wquantity$);
  if ((v = o.defaultRequest) != null) w.map(42, v, wquantity$);
  if ((v = o.default) != null) w.map(34, v, wquantity$);
  if ((v = o.min) != null) w.map(26, v, wquantity$);
  if ((v = o.max) != null) w.map(18, v, wquantity$);
  w.string(10, o.type);
}
function rLimitRangeList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rLimitRange(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLimitRangeList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wLimitRange);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rLimitRangeSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.limits = []).push(rLimitRangeItem(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLimitRangeSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.limits) != null) w.messages(10, v, wLimitRangeItem);
}
function rLinuxContainerUser(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.uid = r.int64(t); break;
      case 2: o.gid = r.int64(t); break;
      case 3: r.numbers(t, (a3 ??= o.supplementalGroups = []), r.int64); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLinuxContainerUser(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.supplementalGroups) != null) w.ints(24, v);
  w.int(16, o.gid);
  w.int(8, o.uid);
}
function rLoadBalancerIngress(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.ip = v; break;
      case 2: if ((v = r.string(t))) o.hostname = v; break;
      case 3: o.ipMode = r.string(t); break;
      case 4: (a4 ??= o.ports = []).push(rPortStatus(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLoadBalancerIngress(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ports) != null) w.messages(34, v, wPortStatus);
  if ((v = o.ipMode) != null) w.string(26, v);
  w.string(18, o.hostname);
  w.string(10, o.ip);
}
function rLoadBalancerStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.ingress = []).push(rLoadBalancerIngress(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLoadBalancerStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ingress) != null) w.messages(10, v, wLoadBalancerIngress);
}
function rLocalObjectReference(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLocalObjectReference(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rLocalVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.path = r.string(t); break;
      case 2: o.fsType = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLocalVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.fsType) != null) w.string(18, v);
  w.string(10, o.path);
}
function rModifyVolumeStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.targetVolumeAttributesClassName = v; break;
      case 2: o.status = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wModifyVolumeStatus(w: W, o: Fields): void {
  w.string(18, o.status);
  w.string(10, o.targetVolumeAttributesClassName);
}
function rNFSVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.server = r.string(t); break;
      case 2: o.path = r.string(t); break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNFSVolumeSource(w: W, o: Fields): void {
  w.bool(24, o.readOnly);
  w.string(18, o.path);
  w.string(10, o.server);
}
function rNamespace(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rNamespaceSpec(r, r.open(t)); break;
      case 3: o.status = rNamespaceStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNamespace(w: W, o: Fields): void {
  w.message(26, o.status, wNamespaceStatus);
  w.message(18, o.spec, wNamespaceSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rNamespaceCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 5: if ((v = r.string(t))) o.reason = v; break;
      case 6: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNamespaceCondition(w: W, o: Fields): void {
  w.string(50, o.message);
  w.string(42, o.reason);
  w.message(34, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rNamespaceList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rNamespace(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNamespaceList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wNamespace);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rNamespaceSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.finalizers = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNamespaceSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.finalizers) != null) w.strings(10, v);
}
function rNamespaceStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.phase = v; break;
      case 2: (a2 ??= o.conditions = []).push(rNamespaceCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNamespaceStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(18, v, wNamespaceCondition);
  w.string(10, o.phase);
}
function rNode(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rNodeSpec(r, r.open(t)); break;
      case 3: o.status = rNodeStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNode(w: W, o: Fields): void {
  w.message(26, o.status, wNodeStatus);
  w.message(18, o.spec, wNodeSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rNodeAddress(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.address = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeAddress(w: W, o: Fields): void {
  w.string(18, o.address);
  w.string(10, o.type);
}
function rNodeAffinity(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.requiredDuringSchedulingIgnoredDuringExecution = rNodeSelector(r, r.open(t)); break;
      case 2: (a2 ??= o.preferredDuringSchedulingIgnoredDuringExecution = []).push(rPreferredSchedulingTerm(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeAffinity(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.preferredDuringSchedulingIgnoredDuringExecution) != null) w.messages(18, v, wPreferredSchedulingTerm);
  if ((v = o.requiredDuringSchedulingIgnoredDuringExecution) != null) w.message(10, v, wNodeSelector);
}
function rNodeAllocatableMappedResources(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.quantity = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeAllocatableMappedResources(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.quantity) != null) w.message(18, v, wquantity$);
  w.string(10, o.name);
}
function rNodeAllocatableOverheadResources(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.perPod = rquantity$(r, r.open(t)); break;
      case 3: o.perContainer = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeAllocatableOverheadResources(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.perContainer) != null) w.message(26, v, wquantity$);
  if ((v = o.perPod) != null) w.message(18, v, wquantity$);
  w.string(10, o.name);
}
function rNodeAllocatableResourceClaimStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a4: unknown[] | undefined, a5: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.resourceClaimName = r.string(t); break;
      case 2: (a2 ??= o.containers = []).push(r.string(t)); break;
      case 4: (a4 ??= o.mapping = []).push(rNodeAllocatableMappedResources(r, r.open(t))); break;
      case 5: (a5 ??= o.overhead = []).push(rNodeAllocatableOverheadResources(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeAllocatableResourceClaimStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.overhead) != null) w.messages(42, v, wNodeAllocatableOverheadResources);
  if ((v = o.mapping) != null) w.messages(34, v, wNodeAllocatableMappedResources);
  if ((v = o.containers) != null) w.strings(18, v);
  w.string(10, o.resourceClaimName);
}
function rNodeCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastHeartbeatTime = v; break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 5: if ((v = r.string(t))) o.reason = v; break;
      case 6: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeCondition(w: W, o: Fields): void {
  w.string(50, o.message);
  w.string(42, o.reason);
  w.message(34, o.lastTransitionTime, wtime$);
  w.message(26, o.lastHeartbeatTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rNodeConfigSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 2: o.configMap = rConfigMapNodeConfigSource(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeConfigSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.configMap) != null) w.message(18, v, wConfigMapNodeConfigSource);
}
function rNodeConfigStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.assigned = rNodeConfigSource(r, r.open(t)); break;
      case 2: o.active = rNodeConfigSource(r, r.open(t)); break;
      case 3: o.lastKnownGood = rNodeConfigSource(r, r.open(t)); break;
      case 4: if ((v = r.string(t))) o.error = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeConfigStatus(w: W, o: Fields): void {
  let v: unknown;
  w.string(34, o.error);
  if ((v = o.lastKnownGood) != null) w.message(26, v, wNodeConfigSource);
  if ((v = o.active) != null) w.message(18, v, wNodeConfigSource);
  if ((v = o.assigned) != null) w.message(10, v, wNodeConfigSource);
}
function rNodeDaemonEndpoints(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.kubeletEndpoint = rDaemonEndpoint(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeDaemonEndpoints(w: W, o: Fields): void {
  w.message(10, o.kubeletEndpoint, wDaemonEndpoint);
}
function rNodeFeatures(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.supplementalGroupsPolicy = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeFeatures(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.supplementalGroupsPolicy) != null) w.bool(8, v);
}
function rNodeList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rNode(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wNode);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rNodePodPreemptionPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.disableResizePreemption = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodePodPreemptionPolicy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.disableResizePreemption) != null) w.strings(10, v);
}
function rNodeProxyOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.path = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeProxyOptions(w: W, o: Fields): void {
  w.string(10, o.path);
}
function rNodeRuntimeHandler(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.features = rNodeRuntimeHandlerFeatures(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeRuntimeHandler(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.features) != null) w.message(18, v, wNodeRuntimeHandlerFeatures);
  w.string(10, o.name);
}
function rNodeRuntimeHandlerFeatures(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.recursiveReadOnlyMounts = r.bool(t); break;
      case 2: o.userNamespaces = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeRuntimeHandlerFeatures(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.userNamespaces) != null) w.bool(16, v);
  if ((v = o.recursiveReadOnlyMounts) != null) w.bool(8, v);
}
function rNodeSelector(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.nodeSelectorTerms = []).push(rNodeSelectorTerm(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeSelector(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nodeSelectorTerms) != null) w.messages(10, v, wNodeSelectorTerm);
}
function rNodeSelectorRequirement(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.key = r.string(t); break;
      case 2: o.operator = r.string(t); break;
      case 3: (a3 ??= o.values = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeSelectorRequirement(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.values) != null) w.strings(26, v);
  w.string(18, o.operator);
  w.string(10, o.key);
}
function rNodeSelectorTerm(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.matchExpressions = []).push(rNodeSelectorRequirement(r, r.open(t))); break;
      case 2: (a2 ??= o.matchFields = []).push(rNodeSelectorRequirement(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeSelectorTerm(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.matchFields) != null) w.messages(18, v, wNodeSelectorRequirement);
  if ((v = o.matchExpressions) != null) w.messages(10, v, wNodeSelectorRequirement);
}
function rNodeSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a5: unknown[] | undefined, a7: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.podCIDR = v; break;
      case 2: if ((v = r.string(t))) o.externalID = v; break;
      case 3: if ((v = r.string(t))) o.providerID = v; break;
      case 4: if ((v = r.bool(t))) o.unschedulable = v; break;
      case 5: (a5 ??= o.taints = []).push(rTaint(r, r.open(t))); break;
      case 6: o.configSource = rNodeConfigSource(r, r.open(t)); break;
      case 7: (a7 ??= o.podCIDRs = []).push(r.string(t)); break;
      case 8: o.podPreemptionPolicy = rNodePodPreemptionPolicy(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.podPreemptionPolicy) != null) w.message(66, v, wNodePodPreemptionPolicy);
  if ((v = o.podCIDRs) != null) w.strings(58, v);
  if ((v = o.configSource) != null) w.message(50, v, wNodeConfigSource);
  if ((v = o.taints) != null) w.messages(42, v, wTaint);
  w.bool(32, o.unschedulable);
  w.string(26, o.providerID);
  w.string(18, o.externalID);
  w.string(10, o.podCIDR);
}
function rNodeStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, a5: unknown[] | undefined, a8: unknown[] | undefined, a9: unknown[] | undefined, a10: unknown[] | undefined, a12: unknown[] | undefined, a14: unknown[] | undefined, a1: Fields | undefined, a2: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.entry(t, (a1 ??= o.capacity = {}), rquantity$); break;
      case 2: r.entry(t, (a2 ??= o.allocatable = {}), rquantity$); break;
      case 3: if ((v = r.string(t))) o.phase = v; break;
      case 4: (a4 ??= o.conditions = []).push(rNodeCondition(r, r.open(t))); break;
      case 5: (a5 ??= o.addresses = []).push(rNodeAddress(r, r.open(t))); break;
      case 6: o.daemonEndpoints = rNodeDaemonEndpoints(r, r.open(t)); break;
      case 7: o.nodeInfo = rNodeSystemInfo(r, r.open(t)); break;
      case 8: (a8 ??= o.images = []).push(rContainerImage(r, r.open(t))); break;
      case 9: (a9 ??= o.volumesInUse = []).push(r.string(t)); break;
      case 10: (a10 ??= o.volumesAttached = []).push(rAttachedVolume(r, r.open(t))); break;
      case 11: o.config = rNodeConfigStatus(r, r.open(t)); break;
      case 12: (a12 ??= o.runtimeHandlers = []).push(rNodeRuntimeHandler(r, r.open(t))); break;
      case 13: o.features = rNodeFeatures(r, r.open(t)); break;
      case 14: (a14 ??= o.declaredFeatures = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.declaredFeatures) != null) w.strings(114, v);
  if ((v = o.features) != null) w.message(106, v, wNodeFeatures);
  if ((v = o.runtimeHandlers) != null) w.messages(98, v, wNodeRuntimeHandler);
  if ((v = o.config) != null) w.message(90, v, wNodeConfigStatus);
  if ((v = o.volumesAttached) != null) w.messages(82, v, wAttachedVolume);
  if ((v = o.volumesInUse) != null) w.strings(74, v);
  if ((v = o.images) != null) w.messages(66, v, wContainerImage);
  w.message(58, o.nodeInfo, wNodeSystemInfo);
  w.message(50, o.daemonEndpoints, wNodeDaemonEndpoints);
  if ((v = o.addresses) != null) w.messages(42, v, wNodeAddress);
  if ((v = o.conditions) != null) w.messages(34, v, wNodeCondition);
  w.string(26, o.phase);
  if ((v = o.allocatable) != null) w.map(18, v, wquantity$);
  if ((v = o.capacity) != null) w.map(10, v, wquantity$);
}
function rNodeSwapStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.capacity = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeSwapStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.capacity) != null) w.int(8, v);
}
function rNodeSystemInfo(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.machineID = r.string(t); break;
      case 2: o.systemUUID = r.string(t); break;
      case 3: o.bootID = r.string(t); break;
      case 4: o.kernelVersion = r.string(t); break;
      case 5: o.osImage = r.string(t); break;
      case 6: o.containerRuntimeVersion = r.string(t); break;
      case 7: o.kubeletVersion = r.string(t); break;
      case 8: o.kubeProxyVersion = r.string(t); break;
      case 9: o.operatingSystem = r.string(t); break;
      case 10: o.architecture = r.string(t); break;
      case 11: o.swap = rNodeSwapStatus(r, r.open(t)); break;
      case 12: o.runningInUserNamespace = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeSystemInfo(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.runningInUserNamespace) != null) w.bool(96, v);
  if ((v = o.swap) != null) w.message(90, v, wNodeSwapStatus);
  w.string(82, o.architecture);
  w.string(74, o.operatingSystem);
  w.string(66, o.kubeProxyVersion);
  w.string(58, o.kubeletVersion);
  w.string(50, o.containerRuntimeVersion);
  w.string(42, o.osImage);
  w.string(34, o.kernelVersion);
  w.string(26, o.bootID);
  w.string(18, o.systemUUID);
  w.string(10, o.machineID);
}
function rObjectFieldSelector(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.apiVersion = v; break;
      case 2: o.fieldPath = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wObjectFieldSelector(w: W, o: Fields): void {
  w.string(18, o.fieldPath);
  w.string(10, o.apiVersion);
}
function rObjectReference(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.kind = v; break;
      case 2: if ((v = r.string(t))) o.namespace = v; break;
      case 3: if ((v = r.string(t))) o.name = v; break;
      case 4: if ((v = r.string(t))) o.uid = v; break;
      case 5: if ((v = r.string(t))) o.apiVersion = v; break;
      case 6: if ((v = r.string(t))) o.resourceVersion = v; break;
      case 7: if ((v = r.string(t))) o.fieldPath = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wObjectReference(w: W, o: Fields): void {
  w.string(58, o.fieldPath);
  w.string(50, o.resourceVersion);
  w.string(42, o.apiVersion);
  w.string(34, o.uid);
  w.string(26, o.name);
  w.string(18, o.namespace);
  w.string(10, o.kind);
}
function rPersistentVolume(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rPersistentVolumeSpec(r, r.open(t)); break;
      case 3: o.status = rPersistentVolumeStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolume(w: W, o: Fields): void {
  w.message(26, o.status, wPersistentVolumeStatus);
  w.message(18, o.spec, wPersistentVolumeSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPersistentVolumeClaim(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rPersistentVolumeClaimSpec(r, r.open(t)); break;
      case 3: o.status = rPersistentVolumeClaimStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeClaim(w: W, o: Fields): void {
  w.message(26, o.status, wPersistentVolumeClaimStatus);
  w.message(18, o.spec, wPersistentVolumeClaimSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPersistentVolumeClaimCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastProbeTime = v; break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 5: if ((v = r.string(t))) o.reason = v; break;
      case 6: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeClaimCondition(w: W, o: Fields): void {
  w.string(50, o.message);
  w.string(42, o.reason);
  w.message(34, o.lastTransitionTime, wtime$);
  w.message(26, o.lastProbeTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rPersistentVolumeClaimList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPersistentVolumeClaim(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeClaimList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPersistentVolumeClaim);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPersistentVolumeClaimSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.accessModes = []).push(r.string(t)); break;
      case 2: o.resources = rVolumeResourceRequirements(r, r.open(t)); break;
      case 3: if ((v = r.string(t))) o.volumeName = v; break;
      case 4: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 5: o.storageClassName = r.string(t); break;
      case 6: o.volumeMode = r.string(t); break;
      case 7: o.dataSource = rTypedLocalObjectReference(r, r.open(t)); break;
      case 8: o.dataSourceRef = rTypedObjectReference(r, r.open(t)); break;
      case 9: o.volumeAttributesClassName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeClaimSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.volumeAttributesClassName) != null) w.string(74, v);
  if ((v = o.dataSourceRef) != null) w.message(66, v, wTypedObjectReference);
  if ((v = o.dataSource) != null) w.message(58, v, wTypedLocalObjectReference);
  if ((v = o.volumeMode) != null) w.string(50, v);
  if ((v = o.storageClassName) != null) w.string(42, v);
  if ((v = o.selector) != null) w.message(34, v, wmetaV1$LabelSelector);
  w.string(26, o.volumeName);
  w.message(18, o.resources, wVolumeResourceRequirements);
  if ((v = o.accessModes) != null) w.strings(10, v);
}
function rPersistentVolumeClaimStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a4: unknown[] | undefined, a3: Fields | undefined, a5: Fields | undefined, a7: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.phase = v; break;
      case 2: (a2 ??= o.accessModes = []).push(r.string(t)); break;
      case 3: r.entry(t, (a3 ??= o.capacity = {}), rquantity$); break;
      case 4: (a4 ??= o.conditions = []).push(rPersistentVolumeClaimCondition(r, r.open(t))); break;
      case 5: r.entry(t, (a5 ??= o.allocatedResources = {}), rquantity$); break;
      case 7: r.stringEntry(t, (a7 ??= o.allocatedResourceStatuses = {})); break;
      case 8: o.currentVolumeAttributesClassName = r.string(t); break;
      case 9: o.modifyVolumeStatus = rModifyVolumeStatus(r, r.open(t)); break;
      case 10: o.healthStatus = rVolumeHealthStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeClaimStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.healthStatus) != null) w.message(82, v, wVolumeHealthStatus);
  if ((v = o.modifyVolumeStatus) != null) w.message(74, v, wModifyVolumeStatus);
  if ((v = o.currentVolumeAttributesClassName) != null) w.string(66, v);
  if ((v = o.allocatedResourceStatuses) != null) w.stringMap(58, v);
  if ((v = o.allocatedResources) != null) w.map(42, v, wquantity$);
  if ((v = o.conditions) != null) w.messages(34, v, wPersistentVolumeClaimCondition);
  if ((v = o.capacity) != null) w.map(26, v, wquantity$);
  if ((v = o.accessModes) != null) w.strings(18, v);
  w.string(10, o.phase);
}
function rPersistentVolumeClaimTemplate(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rPersistentVolumeClaimSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeClaimTemplate(w: W, o: Fields): void {
  w.message(18, o.spec, wPersistentVolumeClaimSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPersistentVolumeClaimVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.claimName = r.string(t); break;
      case 2: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeClaimVolumeSource(w: W, o: Fields): void {
  w.bool(16, o.readOnly);
  w.string(10, o.claimName);
}
function rPersistentVolumeList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPersistentVolume(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPersistentVolume);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.gcePersistentDisk = rGCEPersistentDiskVolumeSource(r, r.open(t)); break;
      case 2: o.awsElasticBlockStore = rAWSElasticBlockStoreVolumeSource(r, r.open(t)); break;
      case 3: o.hostPath = rHostPathVolumeSource(r, r.open(t)); break;
      case 4: o.glusterfs = rGlusterfsPersistentVolumeSource(r, r.open(t)); break;
      case 5: o.nfs = rNFSVolumeSource(r, r.open(t)); break;
      case 6: o.rbd = rRBDPersistentVolumeSource(r, r.open(t)); break;
      case 7: o.iscsi = rISCSIPersistentVolumeSource(r, r.open(t)); break;
      case 8: o.cinder = rCinderPersistentVolumeSource(r, r.open(t)); break;
      case 9: o.cephfs = rCephFSPersistentVolumeSource(r, r.open(t)); break;
      case 10: o.fc = rFCVolumeSource(r, r.open(t)); break;
      case 11: o.flocker = rFlockerVolumeSource(r, r.open(t)); break;
      case 12: o.flexVolume = rFlexPersistentVolumeSource(r, r.open(t)); break;
      case 13: o.azureFile = rAzureFilePersistentVolumeSource(r, r.open(t)); break;
      case 14: o.vsphereVolume = rVsphereVirtualDiskVolumeSource(r, r.open(t)); break;
      case 15: o.quobyte = rQuobyteVolumeSource(r, r.open(t)); break;
      case 16: o.azureDisk = rAzureDiskVolumeSource(r, r.open(t)); break;
      case 17: o.photonPersistentDisk = rPhotonPersistentDiskVolumeSource(r, r.open(t)); break;
      case 18: o.portworxVolume = rPortworxVolumeSource(r, r.open(t)); break;
      case 19: o.scaleIO = rScaleIOPersistentVolumeSource(r, r.open(t)); break;
      case 20: o.local = rLocalVolumeSource(r, r.open(t)); break;
      case 21: o.storageos = rStorageOSPersistentVolumeSource(r, r.open(t)); break;
      case 22: o.csi = rCSIPersistentVolumeSource(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.csi) != null) w.message(178, v, wCSIPersistentVolumeSource);
  if ((v = o.storageos) != null) w.message(170, v, wStorageOSPersistentVolumeSource);
  if ((v = o.local) != null) w.message(162, v, wLocalVolumeSource);
  if ((v = o.scaleIO) != null) w.message(154, v, wScaleIOPersistentVolumeSource);
  if ((v = o.portworxVolume) != null) w.message(146, v, wPortworxVolumeSource);
  if ((v = o.photonPersistentDisk) != null) w.message(138, v, wPhotonPersistentDiskVolumeSource);
  if ((v = o.azureDisk) != null) w.message(130, v, wAzureDiskVolumeSource);
  if ((v = o.quobyte) != null) w.message(122, v, wQuobyteVolumeSource);
  if ((v = o.vsphereVolume) != null) w.message(114, v, wVsphereVirtualDiskVolumeSource);
  if ((v = o.azureFile) != null) w.message(106, v, wAzureFilePersistentVolumeSource);
  if ((v = o.flexVolume) != null) w.message(98, v, wFlexPersistentVolumeSource);
  if ((v = o.flocker) != null) w.message(90, v, wFlockerVolumeSource);
  if ((v = o.fc) != null) w.message(82, v, wFCVolumeSource);
  if ((v = o.cephfs) != null) w.message(74, v, wCephFSPersistentVolumeSource);
  if ((v = o.cinder) != null) w.message(66, v, wCinderPersistentVolumeSource);
  if ((v = o.iscsi) != null) w.message(58, v, wISCSIPersistentVolumeSource);
  if ((v = o.rbd) != null) w.message(50, v, wRBDPersistentVolumeSource);
  if ((v = o.nfs) != null) w.message(42, v, wNFSVolumeSource);
  if ((v = o.glusterfs) != null) w.message(34, v, wGlusterfsPersistentVolumeSource);
  if ((v = o.hostPath) != null) w.message(26, v, wHostPathVolumeSource);
  if ((v = o.awsElasticBlockStore) != null) w.message(18, v, wAWSElasticBlockStoreVolumeSource);
  if ((v = o.gcePersistentDisk) != null) w.message(10, v, wGCEPersistentDiskVolumeSource);
}
function rPersistentVolumeSpec$2(r: R, end: number, o: Fields): Fields {
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.gcePersistentDisk = rGCEPersistentDiskVolumeSource(r, r.open(t)); break;
      case 2: o.awsElasticBlockStore = rAWSElasticBlockStoreVolumeSource(r, r.open(t)); break;
      case 3: o.hostPath = rHostPathVolumeSource(r, r.open(t)); break;
      case 4: o.glusterfs = rGlusterfsPersistentVolumeSource(r, r.open(t)); break;
      case 5: o.nfs = rNFSVolumeSource(r, r.open(t)); break;
      case 6: o.rbd = rRBDPersistentVolumeSource(r, r.open(t)); break;
      case 7: o.iscsi = rISCSIPersistentVolumeSource(r, r.open(t)); break;
      case 8: o.cinder = rCinderPersistentVolumeSource(r, r.open(t)); break;
      case 9: o.cephfs = rCephFSPersistentVolumeSource(r, r.open(t)); break;
      case 10: o.fc = rFCVolumeSource(r, r.open(t)); break;
      case 11: o.flocker = rFlockerVolumeSource(r, r.open(t)); break;
      case 12: o.flexVolume = rFlexPersistentVolumeSource(r, r.open(t)); break;
      case 13: o.azureFile = rAzureFilePersistentVolumeSource(r, r.open(t)); break;
      case 14: o.vsphereVolume = rVsphereVirtualDiskVolumeSource(r, r.open(t)); break;
      case 15: o.quobyte = rQuobyteVolumeSource(r, r.open(t)); break;
      case 16: o.azureDisk = rAzureDiskVolumeSource(r, r.open(t)); break;
      case 17: o.photonPersistentDisk = rPhotonPersistentDiskVolumeSource(r, r.open(t)); break;
      case 18: o.portworxVolume = rPortworxVolumeSource(r, r.open(t)); break;
      case 19: o.scaleIO = rScaleIOPersistentVolumeSource(r, r.open(t)); break;
      case 20: o.local = rLocalVolumeSource(r, r.open(t)); break;
      case 21: o.storageos = rStorageOSPersistentVolumeSource(r, r.open(t)); break;
      case 22: o.csi = rCSIPersistentVolumeSource(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeSpec$2(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.csi) != null) w.message(178, v, wCSIPersistentVolumeSource);
  if ((v = o.storageos) != null) w.message(170, v, wStorageOSPersistentVolumeSource);
  if ((v = o.local) != null) w.message(162, v, wLocalVolumeSource);
  if ((v = o.scaleIO) != null) w.message(154, v, wScaleIOPersistentVolumeSource);
  if ((v = o.portworxVolume) != null) w.message(146, v, wPortworxVolumeSource);
  if ((v = o.photonPersistentDisk) != null) w.message(138, v, wPhotonPersistentDiskVolumeSource);
  if ((v = o.azureDisk) != null) w.message(130, v, wAzureDiskVolumeSource);
  if ((v = o.quobyte) != null) w.message(122, v, wQuobyteVolumeSource);
  if ((v = o.vsphereVolume) != null) w.message(114, v, wVsphereVirtualDiskVolumeSource);
  if ((v = o.azureFile) != null) w.message(106, v, wAzureFilePersistentVolumeSource);
  if ((v = o.flexVolume) != null) w.message(98, v, wFlexPersistentVolumeSource);
  if ((v = o.flocker) != null) w.message(90, v, wFlockerVolumeSource);
  if ((v = o.fc) != null) w.message(82, v, wFCVolumeSource);
  if ((v = o.cephfs) != null) w.message(74, v, wCephFSPersistentVolumeSource);
  if ((v = o.cinder) != null) w.message(66, v, wCinderPersistentVolumeSource);
  if ((v = o.iscsi) != null) w.message(58, v, wISCSIPersistentVolumeSource);
  if ((v = o.rbd) != null) w.message(50, v, wRBDPersistentVolumeSource);
  if ((v = o.nfs) != null) w.message(42, v, wNFSVolumeSource);
  if ((v = o.glusterfs) != null) w.message(34, v, wGlusterfsPersistentVolumeSource);
  if ((v = o.hostPath) != null) w.message(26, v, wHostPathVolumeSource);
  if ((v = o.awsElasticBlockStore) != null) w.message(18, v, wAWSElasticBlockStoreVolumeSource);
  if ((v = o.gcePersistentDisk) != null) w.message(10, v, wGCEPersistentDiskVolumeSource);
}
function rPersistentVolumeSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a7: unknown[] | undefined, a1: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.entry(t, (a1 ??= o.capacity = {}), rquantity$); break;
      case 2: rPersistentVolumeSpec$2(r, r.open(t), o); break;
      case 3: (a3 ??= o.accessModes = []).push(r.string(t)); break;
      case 4: o.claimRef = rObjectReference(r, r.open(t)); break;
      case 5: if ((v = r.string(t))) o.persistentVolumeReclaimPolicy = v; break;
      case 6: if ((v = r.string(t))) o.storageClassName = v; break;
      case 7: (a7 ??= o.mountOptions = []).push(r.string(t)); break;
      case 8: o.volumeMode = r.string(t); break;
      case 9: o.nodeAffinity = rVolumeNodeAffinity(r, r.open(t)); break;
      case 10: o.volumeAttributesClassName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.volumeAttributesClassName) != null) w.string(82, v);
  if ((v = o.nodeAffinity) != null) w.message(74, v, wVolumeNodeAffinity);
  if ((v = o.volumeMode) != null) w.string(66, v);
  if ((v = o.mountOptions) != null) w.strings(58, v);
  w.string(50, o.storageClassName);
  w.string(42, o.persistentVolumeReclaimPolicy);
  if ((v = o.claimRef) != null) w.message(34, v, wObjectReference);
  if ((v = o.accessModes) != null) w.strings(26, v);
  w.message(18, o, wPersistentVolumeSpec$2);
  if ((v = o.capacity) != null) w.map(10, v, wquantity$);
}
function rPersistentVolumeStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.phase = v; break;
      case 2: if ((v = r.string(t))) o.message = v; break;
      case 3: if ((v = r.string(t))) o.reason = v; break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastPhaseTransitionTime = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPersistentVolumeStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.lastPhaseTransitionTime) != null) w.message(34, v, wtime$);
  w.string(26, o.reason);
  w.string(18, o.message);
  w.string(10, o.phase);
}
function rPhotonPersistentDiskVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.pdID = r.string(t); break;
      case 2: if ((v = r.string(t))) o.fsType = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPhotonPersistentDiskVolumeSource(w: W, o: Fields): void {
  w.string(18, o.fsType);
  w.string(10, o.pdID);
}
function rPod(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rPodSpec(r, r.open(t)); break;
      case 3: o.status = rPodStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPod(w: W, o: Fields): void {
  w.message(26, o.status, wPodStatus);
  w.message(18, o.spec, wPodSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPodAffinity(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.requiredDuringSchedulingIgnoredDuringExecution = []).push(rPodAffinityTerm(r, r.open(t))); break;
      case 2: (a2 ??= o.preferredDuringSchedulingIgnoredDuringExecution = []).push(rWeightedPodAffinityTerm(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodAffinity(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.preferredDuringSchedulingIgnoredDuringExecution) != null) w.messages(18, v, wWeightedPodAffinityTerm);
  if ((v = o.requiredDuringSchedulingIgnoredDuringExecution) != null) w.messages(10, v, wPodAffinityTerm);
}
function rPodAffinityTerm(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a5: unknown[] | undefined, a6: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.labelSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 2: (a2 ??= o.namespaces = []).push(r.string(t)); break;
      case 3: o.topologyKey = r.string(t); break;
      case 4: o.namespaceSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 5: (a5 ??= o.matchLabelKeys = []).push(r.string(t)); break;
      case 6: (a6 ??= o.mismatchLabelKeys = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodAffinityTerm(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.mismatchLabelKeys) != null) w.strings(50, v);
  if ((v = o.matchLabelKeys) != null) w.strings(42, v);
  if ((v = o.namespaceSelector) != null) w.message(34, v, wmetaV1$LabelSelector);
  w.string(26, o.topologyKey);
  if ((v = o.namespaces) != null) w.strings(18, v);
  if ((v = o.labelSelector) != null) w.message(10, v, wmetaV1$LabelSelector);
}
function rPodAntiAffinity(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.requiredDuringSchedulingIgnoredDuringExecution = []).push(rPodAffinityTerm(r, r.open(t))); break;
      case 2: (a2 ??= o.preferredDuringSchedulingIgnoredDuringExecution = []).push(rWeightedPodAffinityTerm(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodAntiAffinity(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.preferredDuringSchedulingIgnoredDuringExecution) != null) w.messages(18, v, wWeightedPodAffinityTerm);
  if ((v = o.requiredDuringSchedulingIgnoredDuringExecution) != null) w.messages(10, v, wPodAffinityTerm);
}
function rPodAttachOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.bool(t))) o.stdin = v; break;
      case 2: if ((v = r.bool(t))) o.stdout = v; break;
      case 3: if ((v = r.bool(t))) o.stderr = v; break;
      case 4: if ((v = r.bool(t))) o.tty = v; break;
      case 5: if ((v = r.string(t))) o.container = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodAttachOptions(w: W, o: Fields): void {
  w.string(42, o.container);
  w.bool(32, o.tty);
  w.bool(24, o.stderr);
  w.bool(16, o.stdout);
  w.bool(8, o.stdin);
}
function rPodCertificateProjection(r: R, end: number): Fields {
  const o: Fields = {};
  let a7: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.signerName = v; break;
      case 2: if ((v = r.string(t))) o.keyType = v; break;
      case 3: o.maxExpirationSeconds = r.int32(t); break;
      case 4: if ((v = r.string(t))) o.credentialBundlePath = v; break;
      case 5: if ((v = r.string(t))) o.keyPath = v; break;
      case 6: if ((v = r.string(t))) o.certificateChainPath = v; break;
      case 7: r.stringEntry(t, (a7 ??= o.userAnnotations = {})); break;
      case 8: o.user = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodCertificateProjection(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.user) != null) w.int(64, v);
  if ((v = o.userAnnotations) != null) w.stringMap(58, v);
  w.string(50, o.certificateChainPath);
  w.string(42, o.keyPath);
  w.string(34, o.credentialBundlePath);
  if ((v = o.maxExpirationSeconds) != null) w.int(24, v);
  w.string(18, o.keyType);
  w.string(10, o.signerName);
}
function rPodCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastProbeTime = v; break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 5: if ((v = r.string(t))) o.reason = v; break;
      case 6: if ((v = r.string(t))) o.message = v; break;
      case 7: if ((v = r.int64(t))) o.observedGeneration = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodCondition(w: W, o: Fields): void {
  w.int(56, o.observedGeneration);
  w.string(50, o.message);
  w.string(42, o.reason);
  w.message(34, o.lastTransitionTime, wtime$);
  w.message(26, o.lastProbeTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rPodDNSConfig(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.nameservers = []).push(r.string(t)); break;
      case 2: (a2 ??= o.searches = []).push(r.string(t)); break;
      case 3: (a3 ??= o.options = []).push(rPodDNSConfigOption(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodDNSConfig(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.options) != null) w.messages(26, v, wPodDNSConfigOption);
  if ((v = o.searches) != null) w.strings(18, v);
  if ((v = o.nameservers) != null) w.strings(10, v);
}
function rPodDNSConfigOption(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      case 2: o.value = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodDNSConfigOption(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.value) != null) w.string(18, v);
  w.string(10, o.name);
}
function rPodExecOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let a6: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.bool(t))) o.stdin = v; break;
      case 2: if ((v = r.bool(t))) o.stdout = v; break;
      case 3: if ((v = r.bool(t))) o.stderr = v; break;
      case 4: if ((v = r.bool(t))) o.tty = v; break;
      case 5: if ((v = r.string(t))) o.container = v; break;
      case 6: (a6 ??= o.command = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodExecOptions(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.command) != null) w.strings(50, v);
  w.string(42, o.container);
  w.bool(32, o.tty);
  w.bool(24, o.stderr);
  w.bool(16, o.stdout);
  w.bool(8, o.stdin);
}
function rPodExtendedResourceClaimStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.requestMappings = []).push(rContainerExtendedResourceRequest(r, r.open(t))); break;
      case 2: o.resourceClaimName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodExtendedResourceClaimStatus(w: W, o: Fields): void {
  let v: unknown;
  w.string(18, o.resourceClaimName);
  if ((v = o.requestMappings) != null) w.messages(10, v, wContainerExtendedResourceRequest);
}
function rPodIP(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.ip = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodIP(w: W, o: Fields): void {
  w.string(10, o.ip);
}
function rPodList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPod(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPod);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPodLogOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.container = v; break;
      case 2: if ((v = r.bool(t))) o.follow = v; break;
      case 3: if ((v = r.bool(t))) o.previous = v; break;
      case 4: o.sinceSeconds = r.int64(t); break;
      case 5: if ((v = rtime$(r, r.open(t))) !== undefined) o.sinceTime = v; break;
      case 6: if ((v = r.bool(t))) o.timestamps = v; break;
      case 7: o.tailLines = r.int64(t); break;
      case 8: o.limitBytes = r.int64(t); break;
      case 9: if ((v = r.bool(t))) o.insecureSkipTLSVerifyBackend = v; break;
      case 10: o.stream = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodLogOptions(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.stream) != null) w.string(82, v);
  w.bool(72, o.insecureSkipTLSVerifyBackend);
  if ((v = o.limitBytes) != null) w.int(64, v);
  if ((v = o.tailLines) != null) w.int(56, v);
  w.bool(48, o.timestamps);
  if ((v = o.sinceTime) != null) w.message(42, v, wtime$);
  if ((v = o.sinceSeconds) != null) w.int(32, v);
  w.bool(24, o.previous);
  w.bool(16, o.follow);
  w.string(10, o.container);
}
function rPodOS(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodOS(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rPodPortForwardOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.numbers(t, (a1 ??= o.ports = []), r.int32); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodPortForwardOptions(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ports) != null) w.ints(8, v);
}
function rPodProxyOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.path = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodProxyOptions(w: W, o: Fields): void {
  w.string(10, o.path);
}
function rPodReadinessGate(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.conditionType = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodReadinessGate(w: W, o: Fields): void {
  w.string(10, o.conditionType);
}
function rPodResourceClaim(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 3: o.resourceClaimName = r.string(t); break;
      case 4: o.resourceClaimTemplateName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodResourceClaim(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.resourceClaimTemplateName) != null) w.string(34, v);
  if ((v = o.resourceClaimName) != null) w.string(26, v);
  w.string(10, o.name);
}
function rPodResourceClaimStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.resourceClaimName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodResourceClaimStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.resourceClaimName) != null) w.string(18, v);
  w.string(10, o.name);
}
function rPodSchedulingGate(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodSchedulingGate(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rPodSchedulingGroup(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.podGroupName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodSchedulingGroup(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.podGroupName) != null) w.string(10, v);
}
function rPodSecurityContext(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, a7: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.seLinuxOptions = rSELinuxOptions(r, r.open(t)); break;
      case 2: o.runAsUser = r.int64(t); break;
      case 3: o.runAsNonRoot = r.bool(t); break;
      case 4: r.numbers(t, (a4 ??= o.supplementalGroups = []), r.int64); break;
      case 5: o.fsGroup = r.int64(t); break;
      case 6: o.runAsGroup = r.int64(t); break;
      case 7: (a7 ??= o.sysctls = []).push(rSysctl(r, r.open(t))); break;
      case 8: o.windowsOptions = rWindowsSecurityContextOptions(r, r.open(t)); break;
      case 9: o.fsGroupChangePolicy = r.string(t); break;
      case 10: o.seccompProfile = rSeccompProfile(r, r.open(t)); break;
      case 11: o.appArmorProfile = rAppArmorProfile(r, r.open(t)); break;
      case 12: o.supplementalGroupsPolicy = r.string(t); break;
      case 13: o.seLinuxChangePolicy = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodSecurityContext(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.seLinuxChangePolicy) != null) w.string(106, v);
  if ((v = o.supplementalGroupsPolicy) != null) w.string(98, v);
  if ((v = o.appArmorProfile) != null) w.message(90, v, wAppArmorProfile);
  if ((v = o.seccompProfile) != null) w.message(82, v, wSeccompProfile);
  if ((v = o.fsGroupChangePolicy) != null) w.string(74, v);
  if ((v = o.windowsOptions) != null) w.message(66, v, wWindowsSecurityContextOptions);
  if ((v = o.sysctls) != null) w.messages(58, v, wSysctl);
  if ((v = o.runAsGroup) != null) w.int(48, v);
  if ((v = o.fsGroup) != null) w.int(40, v);
  if ((v = o.supplementalGroups) != null) w.ints(32, v);
  if ((v = o.runAsNonRoot) != null) w.bool(24, v);
  if ((v = o.runAsUser) != null) w.int(16, v);
  if ((v = o.seLinuxOptions) != null) w.message(10, v, wSELinuxOptions);
}
function rPodSignature(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.podController = rmetaV1$OwnerReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodSignature(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.podController) != null) w.message(10, v, wmetaV1$OwnerReference);
}
function rPodSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a15: unknown[] | undefined, a20: unknown[] | undefined, a22: unknown[] | undefined, a23: unknown[] | undefined, a28: unknown[] | undefined, a33: unknown[] | undefined, a34: unknown[] | undefined, a38: unknown[] | undefined, a39: unknown[] | undefined, a44: unknown[] | undefined, a7: Fields | undefined, a32: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.volumes = []).push(rVolume(r, r.open(t))); break;
      case 2: (a2 ??= o.containers = []).push(rContainer(r, r.open(t))); break;
      case 3: if ((v = r.string(t))) o.restartPolicy = v; break;
      case 4: o.terminationGracePeriodSeconds = r.int64(t); break;
      case 5: o.activeDeadlineSeconds = r.int64(t); break;
      case 6: if ((v = r.string(t))) o.dnsPolicy = v; break;
      case 7: r.stringEntry(t, (a7 ??= o.nodeSelector = {})); break;
      case 8: if ((v = r.string(t))) o.serviceAccountName = v; break;
      case 9: if ((v = r.string(t))) o.serviceAccount = v; break;
      case 10: if ((v = r.string(t))) o.nodeName = v; break;
      case 11: if ((v = r.bool(t))) o.hostNetwork = v; break;
      case 12: if ((v = r.bool(t))) o.hostPID = v; break;
      case 13: if ((v = r.bool(t))) o.hostIPC = v; break;
      case 14: o.securityContext = rPodSecurityContext(r, r.open(t)); break;
      case 15: (a15 ??= o.imagePullSecrets = []).push(rLocalObjectReference(r, r.open(t))); break;
      case 16: if ((v = r.string(t))) o.hostname = v; break;
      case 17: if ((v = r.string(t))) o.subdomain = v; break;
      case 18: o.affinity = rAffinity(r, r.open(t)); break;
      case 19: if ((v = r.string(t))) o.schedulerName = v; break;
      case 20: (a20 ??= o.initContainers = []).push(rContainer(r, r.open(t))); break;
      case 21: o.automountServiceAccountToken = r.bool(t); break;
      case 22: (a22 ??= o.tolerations = []).push(rToleration(r, r.open(t))); break;
      case 23: (a23 ??= o.hostAliases = []).push(rHostAlias(r, r.open(t))); break;
      case 24: if ((v = r.string(t))) o.priorityClassName = v; break;
      case 25: o.priority = r.int32(t); break;
      case 26: o.dnsConfig = rPodDNSConfig(r, r.open(t)); break;
      case 27: o.shareProcessNamespace = r.bool(t); break;
      case 28: (a28 ??= o.readinessGates = []).push(rPodReadinessGate(r, r.open(t))); break;
      case 29: o.runtimeClassName = r.string(t); break;
      case 30: o.enableServiceLinks = r.bool(t); break;
      case 31: o.preemptionPolicy = r.string(t); break;
      case 32: r.entry(t, (a32 ??= o.overhead = {}), rquantity$); break;
      case 33: (a33 ??= o.topologySpreadConstraints = []).push(rTopologySpreadConstraint(r, r.open(t))); break;
      case 34: (a34 ??= o.ephemeralContainers = []).push(rEphemeralContainer(r, r.open(t))); break;
      case 35: o.setHostnameAsFQDN = r.bool(t); break;
      case 36: o.os = rPodOS(r, r.open(t)); break;
      case 37: o.hostUsers = r.bool(t); break;
      case 38: (a38 ??= o.schedulingGates = []).push(rPodSchedulingGate(r, r.open(t))); break;
      case 39: (a39 ??= o.resourceClaims = []).push(rPodResourceClaim(r, r.open(t))); break;
      case 40: o.resources = rResourceRequirements(r, r.open(t)); break;
      case 41: o.hostnameOverride = r.string(t); break;
      case 43: o.schedulingGroup = rPodSchedulingGroup(r, r.open(t)); break;
      case 44: (a44 ??= o.evictionResponders = []).push(rEvictionResponder(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.evictionResponders) != null) w.messages(354, v, wEvictionResponder);
  if ((v = o.schedulingGroup) != null) w.message(346, v, wPodSchedulingGroup);
  if ((v = o.hostnameOverride) != null) w.string(330, v);
  if ((v = o.resources) != null) w.message(322, v, wResourceRequirements);
  if ((v = o.resourceClaims) != null) w.messages(314, v, wPodResourceClaim);
  if ((v = o.schedulingGates) != null) w.messages(306, v, wPodSchedulingGate);
  if ((v = o.hostUsers) != null) w.bool(296, v);
  if ((v = o.os) != null) w.message(290, v, wPodOS);
  if ((v = o.setHostnameAsFQDN) != null) w.bool(280, v);
  if ((v = o.ephemeralContainers) != null) w.messages(274, v, wEphemeralContainer);
  if ((v = o.topologySpreadConstraints) != null) w.messages(266, v, wTopologySpreadConstraint);
  if ((v = o.overhead) != null) w.map(258, v, wquantity$);
  if ((v = o.preemptionPolicy) != null) w.string(250, v);
  if ((v = o.enableServiceLinks) != null) w.bool(240, v);
  if ((v = o.runtimeClassName) != null) w.string(234, v);
  if ((v = o.readinessGates) != null) w.messages(226, v, wPodReadinessGate);
  if ((v = o.shareProcessNamespace) != null) w.bool(216, v);
  if ((v = o.dnsConfig) != null) w.message(210, v, wPodDNSConfig);
  if ((v = o.priority) != null) w.int(200, v);
  w.string(194, o.priorityClassName);
  if ((v = o.hostAliases) != null) w.messages(186, v, wHostAlias);
  if ((v = o.tolerations) != null) w.messages(178, v, wToleration);
  if ((v = o.automountServiceAccountToken) != null) w.bool(168, v);
  if ((v = o.initContainers) != null) w.messages(162, v, wContainer);
  w.string(154, o.schedulerName);
  if ((v = o.affinity) != null) w.message(146, v, wAffinity);
  w.string(138, o.subdomain);
  w.string(130, o.hostname);
  if ((v = o.imagePullSecrets) != null) w.messages(122, v, wLocalObjectReference);
  if ((v = o.securityContext) != null) w.message(114, v, wPodSecurityContext);
  w.bool(104, o.hostIPC);
  w.bool(96, o.hostPID);
  w.bool(88, o.hostNetwork);
  w.string(82, o.nodeName);
  w.string(74, o.serviceAccount);
  w.string(66, o.serviceAccountName);
  if ((v = o.nodeSelector) != null) w.stringMap(58, v);
  w.string(50, o.dnsPolicy);
  if ((v = o.activeDeadlineSeconds) != null) w.int(40, v);
  if ((v = o.terminationGracePeriodSeconds) != null) w.int(32, v);
  w.string(26, o.restartPolicy);
  if ((v = o.containers) != null) w.messages(18, v, wContainer);
  if ((v = o.volumes) != null) w.messages(10, v, wVolume);
}
function rPodStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a8: unknown[] | undefined, a10: unknown[] | undefined, a12: unknown[] | undefined, a13: unknown[] | undefined, a15: unknown[] | undefined, a16: unknown[] | undefined, a21: unknown[] | undefined, a22: unknown[] | undefined, a19: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.phase = v; break;
      case 2: (a2 ??= o.conditions = []).push(rPodCondition(r, r.open(t))); break;
      case 3: if ((v = r.string(t))) o.message = v; break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: if ((v = r.string(t))) o.hostIP = v; break;
      case 6: if ((v = r.string(t))) o.podIP = v; break;
      case 7: if ((v = rtime$(r, r.open(t))) !== undefined) o.startTime = v; break;
      case 8: (a8 ??= o.containerStatuses = []).push(rContainerStatus(r, r.open(t))); break;
      case 9: if ((v = r.string(t))) o.qosClass = v; break;
      case 10: (a10 ??= o.initContainerStatuses = []).push(rContainerStatus(r, r.open(t))); break;
      case 11: if ((v = r.string(t))) o.nominatedNodeName = v; break;
      case 12: (a12 ??= o.podIPs = []).push(rPodIP(r, r.open(t))); break;
      case 13: (a13 ??= o.ephemeralContainerStatuses = []).push(rContainerStatus(r, r.open(t))); break;
      case 14: if ((v = r.string(t))) o.resize = v; break;
      case 15: (a15 ??= o.resourceClaimStatuses = []).push(rPodResourceClaimStatus(r, r.open(t))); break;
      case 16: (a16 ??= o.hostIPs = []).push(rHostIP(r, r.open(t))); break;
      case 17: if ((v = r.int64(t))) o.observedGeneration = v; break;
      case 18: o.extendedResourceClaimStatus = rPodExtendedResourceClaimStatus(r, r.open(t)); break;
      case 19: r.entry(t, (a19 ??= o.allocatedResources = {}), rquantity$); break;
      case 20: o.resources = rResourceRequirements(r, r.open(t)); break;
      case 21: (a21 ??= o.nodeAllocatableResourceClaimStatuses = []).push(rNodeAllocatableResourceClaimStatus(r, r.open(t))); break;
      case 22: (a22 ??= o.volumeHealth = []).push(rPodVolumeHealth(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.volumeHealth) != null) w.messages(178, v, wPodVolumeHealth);
  if ((v = o.nodeAllocatableResourceClaimStatuses) != null) w.messages(170, v, wNodeAllocatableResourceClaimStatus);
  if ((v = o.resources) != null) w.message(162, v, wResourceRequirements);
  if ((v = o.allocatedResources) != null) w.map(154, v, wquantity$);
  if ((v = o.extendedResourceClaimStatus) != null) w.message(146, v, wPodExtendedResourceClaimStatus);
  w.int(136, o.observedGeneration);
  if ((v = o.hostIPs) != null) w.messages(130, v, wHostIP);
  if ((v = o.resourceClaimStatuses) != null) w.messages(122, v, wPodResourceClaimStatus);
  w.string(114, o.resize);
  if ((v = o.ephemeralContainerStatuses) != null) w.messages(106, v, wContainerStatus);
  if ((v = o.podIPs) != null) w.messages(98, v, wPodIP);
  w.string(90, o.nominatedNodeName);
  if ((v = o.initContainerStatuses) != null) w.messages(82, v, wContainerStatus);
  w.string(74, o.qosClass);
  if ((v = o.containerStatuses) != null) w.messages(66, v, wContainerStatus);
  if ((v = o.startTime) != null) w.message(58, v, wtime$);
  w.string(50, o.podIP);
  w.string(42, o.hostIP);
  w.string(34, o.reason);
  w.string(26, o.message);
  if ((v = o.conditions) != null) w.messages(18, v, wPodCondition);
  w.string(10, o.phase);
}
function rPodTemplate(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.template = rPodTemplateSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodTemplate(w: W, o: Fields): void {
  w.message(18, o.template, wPodTemplateSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPodTemplateList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPodTemplate(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodTemplateList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPodTemplate);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPodTemplateSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rPodSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodTemplateSpec(w: W, o: Fields): void {
  w.message(18, o.spec, wPodSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPodVolumeHealth(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: (a2 ??= o.healthConditions = []).push(rVolumeHealthCondition(r, r.open(t))); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodVolumeHealth(w: W, o: Fields): void {
  let v: unknown;
  w.message(26, o.lastTransitionTime, wtime$);
  if ((v = o.healthConditions) != null) w.messages(18, v, wVolumeHealthCondition);
  w.string(10, o.name);
}
function rPortStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.port = r.int32(t); break;
      case 2: o.protocol = r.string(t); break;
      case 3: o.error = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPortStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.error) != null) w.string(26, v);
  w.string(18, o.protocol);
  w.int(8, o.port);
}
function rPortworxVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.volumeID = r.string(t); break;
      case 2: if ((v = r.string(t))) o.fsType = v; break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPortworxVolumeSource(w: W, o: Fields): void {
  w.bool(24, o.readOnly);
  w.string(18, o.fsType);
  w.string(10, o.volumeID);
}
function rPreconditions(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.uid = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPreconditions(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.uid) != null) w.string(10, v);
}
function rPreferAvoidPodsEntry(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.podSignature = rPodSignature(r, r.open(t)); break;
      case 2: if ((v = rtime$(r, r.open(t))) !== undefined) o.evictionTime = v; break;
      case 3: if ((v = r.string(t))) o.reason = v; break;
      case 4: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPreferAvoidPodsEntry(w: W, o: Fields): void {
  w.string(34, o.message);
  w.string(26, o.reason);
  w.message(18, o.evictionTime, wtime$);
  w.message(10, o.podSignature, wPodSignature);
}
function rPreferredSchedulingTerm(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.weight = r.int32(t); break;
      case 2: o.preference = rNodeSelectorTerm(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPreferredSchedulingTerm(w: W, o: Fields): void {
  w.message(18, o.preference, wNodeSelectorTerm);
  w.int(8, o.weight);
}
function rProbe$1(r: R, end: number, o: Fields): Fields {
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.exec = rExecAction(r, r.open(t)); break;
      case 2: o.httpGet = rHTTPGetAction(r, r.open(t)); break;
      case 3: o.tcpSocket = rTCPSocketAction(r, r.open(t)); break;
      case 4: o.grpc = rGRPCAction(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wProbe$1(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.grpc) != null) w.message(34, v, wGRPCAction);
  if ((v = o.tcpSocket) != null) w.message(26, v, wTCPSocketAction);
  if ((v = o.httpGet) != null) w.message(18, v, wHTTPGetAction);
  if ((v = o.exec) != null) w.message(10, v, wExecAction);
}
function rProbe(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rProbe$1(r, r.open(t), o); break;
      case 2: if ((v = r.int32(t))) o.initialDelaySeconds = v; break;
      case 3: if ((v = r.int32(t))) o.timeoutSeconds = v; break;
      case 4: if ((v = r.int32(t))) o.periodSeconds = v; break;
      case 5: if ((v = r.int32(t))) o.successThreshold = v; break;
      case 6: if ((v = r.int32(t))) o.failureThreshold = v; break;
      case 7: o.terminationGracePeriodSeconds = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wProbe(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.terminationGracePeriodSeconds) != null) w.int(56, v);
  w.int(48, o.failureThreshold);
  w.int(40, o.successThreshold);
  w.int(32, o.periodSeconds);
  w.int(24, o.timeoutSeconds);
  w.int(16, o.initialDelaySeconds);
  w.message(10, o, wProbe$1);
}
function rProbeHandler(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.exec = rExecAction(r, r.open(t)); break;
      case 2: o.httpGet = rHTTPGetAction(r, r.open(t)); break;
      case 3: o.tcpSocket = rTCPSocketAction(r, r.open(t)); break;
      case 4: o.grpc = rGRPCAction(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wProbeHandler(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.grpc) != null) w.message(34, v, wGRPCAction);
  if ((v = o.tcpSocket) != null) w.message(26, v, wTCPSocketAction);
  if ((v = o.httpGet) != null) w.message(18, v, wHTTPGetAction);
  if ((v = o.exec) != null) w.message(10, v, wExecAction);
}
function rProjectedVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.sources = []).push(rVolumeProjection(r, r.open(t))); break;
      case 2: o.defaultMode = r.int32(t); break;
      case 3: o.defaultUser = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wProjectedVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.defaultUser) != null) w.int(24, v);
  if ((v = o.defaultMode) != null) w.int(16, v);
  if ((v = o.sources) != null) w.messages(10, v, wVolumeProjection);
}
function rQuobyteVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.registry = r.string(t); break;
      case 2: o.volume = r.string(t); break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      case 4: if ((v = r.string(t))) o.user = v; break;
      case 5: if ((v = r.string(t))) o.group = v; break;
      case 6: if ((v = r.string(t))) o.tenant = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wQuobyteVolumeSource(w: W, o: Fields): void {
  w.string(50, o.tenant);
  w.string(42, o.group);
  w.string(34, o.user);
  w.bool(24, o.readOnly);
  w.string(18, o.volume);
  w.string(10, o.registry);
}
function rRBDPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.monitors = []).push(r.string(t)); break;
      case 2: o.image = r.string(t); break;
      case 3: if ((v = r.string(t))) o.fsType = v; break;
      case 4: if ((v = r.string(t))) o.pool = v; break;
      case 5: if ((v = r.string(t))) o.user = v; break;
      case 6: if ((v = r.string(t))) o.keyring = v; break;
      case 7: o.secretRef = rSecretReference(r, r.open(t)); break;
      case 8: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRBDPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  w.bool(64, o.readOnly);
  if ((v = o.secretRef) != null) w.message(58, v, wSecretReference);
  w.string(50, o.keyring);
  w.string(42, o.user);
  w.string(34, o.pool);
  w.string(26, o.fsType);
  w.string(18, o.image);
  if ((v = o.monitors) != null) w.strings(10, v);
}
function rRBDVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.monitors = []).push(r.string(t)); break;
      case 2: o.image = r.string(t); break;
      case 3: if ((v = r.string(t))) o.fsType = v; break;
      case 4: if ((v = r.string(t))) o.pool = v; break;
      case 5: if ((v = r.string(t))) o.user = v; break;
      case 6: if ((v = r.string(t))) o.keyring = v; break;
      case 7: o.secretRef = rLocalObjectReference(r, r.open(t)); break;
      case 8: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRBDVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  w.bool(64, o.readOnly);
  if ((v = o.secretRef) != null) w.message(58, v, wLocalObjectReference);
  w.string(50, o.keyring);
  w.string(42, o.user);
  w.string(34, o.pool);
  w.string(26, o.fsType);
  w.string(18, o.image);
  if ((v = o.monitors) != null) w.strings(10, v);
}
function rRangeAllocation(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.range = r.string(t); break;
      case 3: o.data = r.base64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRangeAllocation(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.data) != null) w.base64(26, v);
  w.string(18, o.range);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rReplicationController(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rReplicationControllerSpec(r, r.open(t)); break;
      case 3: o.status = rReplicationControllerStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicationController(w: W, o: Fields): void {
  w.message(26, o.status, wReplicationControllerStatus);
  w.message(18, o.spec, wReplicationControllerSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rReplicationControllerCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicationControllerCondition(w: W, o: Fields): void {
  w.string(42, o.message);
  w.string(34, o.reason);
  w.message(26, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rReplicationControllerList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rReplicationController(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicationControllerList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wReplicationController);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rReplicationControllerSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.replicas = r.int32(t); break;
      case 2: r.stringEntry(t, (a2 ??= o.selector = {})); break;
      case 3: o.template = rPodTemplateSpec(r, r.open(t)); break;
      case 4: if ((v = r.int32(t))) o.minReadySeconds = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicationControllerSpec(w: W, o: Fields): void {
  let v: unknown;
  w.int(32, o.minReadySeconds);
  if ((v = o.template) != null) w.message(26, v, wPodTemplateSpec);
  if ((v = o.selector) != null) w.stringMap(18, v);
  if ((v = o.replicas) != null) w.int(8, v);
}
function rReplicationControllerStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a6: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.replicas = r.int32(t); break;
      case 2: if ((v = r.int32(t))) o.fullyLabeledReplicas = v; break;
      case 3: if ((v = r.int64(t))) o.observedGeneration = v; break;
      case 4: if ((v = r.int32(t))) o.readyReplicas = v; break;
      case 5: if ((v = r.int32(t))) o.availableReplicas = v; break;
      case 6: (a6 ??= o.conditions = []).push(rReplicationControllerCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicationControllerStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(50, v, wReplicationControllerCondition);
  w.int(40, o.availableReplicas);
  w.int(32, o.readyReplicas);
  w.int(24, o.observedGeneration);
  w.int(16, o.fullyLabeledReplicas);
  w.int(8, o.replicas);
}
function rResourceClaim(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: if ((v = r.string(t))) o.request = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceClaim(w: W, o: Fields): void {
  w.string(18, o.request);
  w.string(10, o.name);
}
function rResourceFieldSelector(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.containerName = v; break;
      case 2: o.resource = r.string(t); break;
      case 3: o.divisor = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceFieldSelector(w: W, o: Fields): void {
  w.message(26, o.divisor, wquantity$);
  w.string(18, o.resource);
  w.string(10, o.containerName);
}
function rResourceHealth(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.resourceID = r.string(t); break;
      case 2: if ((v = r.string(t))) o.health = v; break;
      case 6: o.message = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceHealth(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.message) != null) w.string(50, v);
  w.string(18, o.health);
  w.string(10, o.resourceID);
}
function rResourceQuota(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rResourceQuotaSpec(r, r.open(t)); break;
      case 3: o.status = rResourceQuotaStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceQuota(w: W, o: Fields): void {
  w.message(26, o.status, wResourceQuotaStatus);
  w.message(18, o.spec, wResourceQuotaSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rResourceQuotaList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rResourceQuota(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceQuotaList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wResourceQuota);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rResourceQuotaSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a1: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.entry(t, (a1 ??= o.hard = {}), rquantity$); break;
      case 2: (a2 ??= o.scopes = []).push(r.string(t)); break;
      case 3: o.scopeSelector = rScopeSelector(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceQuotaSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.scopeSelector) != null) w.message(26, v, wScopeSelector);
  if ((v = o.scopes) != null) w.strings(18, v);
  if ((v = o.hard) != null) w.map(10, v, wquantity$);
}
function rResourceQuotaStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: Fields | undefined, a2: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.entry(t, (a1 ??= o.hard = {}), rquantity$); break;
      case 2: r.entry(t, (a2 ??= o.used = {}), rquantity$); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceQuotaStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.used) != null) w.map(18, v, wquantity$);
  if ((v = o.hard) != null) w.map(10, v, wquantity$);
}
function rResourceRequirements(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a1: Fields | undefined, a2: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.entry(t, (a1 ??= o.limits = {}), rquantity$); break;
      case 2: r.entry(t, (a2 ??= o.requests = {}), rquantity$); break;
      case 3: (a3 ??= o.claims = []).push(rResourceClaim(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceRequirements(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.claims) != null) w.messages(26, v, wResourceClaim);
  if ((v = o.requests) != null) w.map(18, v, wquantity$);
  if ((v = o.limits) != null) w.map(10, v, wquantity$);
}
function rResourceStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: (a2 ??= o.resources = []).push(rResourceHealth(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.resources) != null) w.messages(18, v, wResourceHealth);
  w.string(10, o.name);
}
function rSELinuxOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.user = v; break;
      case 2: if ((v = r.string(t))) o.role = v; break;
      case 3: if ((v = r.string(t))) o.type = v; break;
      case 4: if ((v = r.string(t))) o.level = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSELinuxOptions(w: W, o: Fields): void {
  w.string(34, o.level);
  w.string(26, o.type);
  w.string(18, o.role);
  w.string(10, o.user);
}
function rScaleIOPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.gateway = r.string(t); break;
      case 2: o.system = r.string(t); break;
      case 3: o.secretRef = rSecretReference(r, r.open(t)); break;
      case 4: if ((v = r.bool(t))) o.sslEnabled = v; break;
      case 5: if ((v = r.string(t))) o.protectionDomain = v; break;
      case 6: if ((v = r.string(t))) o.storagePool = v; break;
      case 7: if ((v = r.string(t))) o.storageMode = v; break;
      case 8: if ((v = r.string(t))) o.volumeName = v; break;
      case 9: if ((v = r.string(t))) o.fsType = v; break;
      case 10: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wScaleIOPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  w.bool(80, o.readOnly);
  w.string(74, o.fsType);
  w.string(66, o.volumeName);
  w.string(58, o.storageMode);
  w.string(50, o.storagePool);
  w.string(42, o.protectionDomain);
  w.bool(32, o.sslEnabled);
  if ((v = o.secretRef) != null) w.message(26, v, wSecretReference);
  w.string(18, o.system);
  w.string(10, o.gateway);
}
function rScaleIOVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.gateway = r.string(t); break;
      case 2: o.system = r.string(t); break;
      case 3: o.secretRef = rLocalObjectReference(r, r.open(t)); break;
      case 4: if ((v = r.bool(t))) o.sslEnabled = v; break;
      case 5: if ((v = r.string(t))) o.protectionDomain = v; break;
      case 6: if ((v = r.string(t))) o.storagePool = v; break;
      case 7: if ((v = r.string(t))) o.storageMode = v; break;
      case 8: if ((v = r.string(t))) o.volumeName = v; break;
      case 9: if ((v = r.string(t))) o.fsType = v; break;
      case 10: if ((v = r.bool(t))) o.readOnly = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wScaleIOVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  w.bool(80, o.readOnly);
  w.string(74, o.fsType);
  w.string(66, o.volumeName);
  w.string(58, o.storageMode);
  w.string(50, o.storagePool);
  w.string(42, o.protectionDomain);
  w.bool(32, o.sslEnabled);
  if ((v = o.secretRef) != null) w.message(26, v, wLocalObjectReference);
  w.string(18, o.system);
  w.string(10, o.gateway);
}
function rScopeSelector(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.matchExpressions = []).push(rScopedResourceSelectorRequirement(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wScopeSelector(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.matchExpressions) != null) w.messages(10, v, wScopedResourceSelectorRequirement);
}
function rScopedResourceSelectorRequirement(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.scopeName = r.string(t); break;
      case 2: o.operator = r.string(t); break;
      case 3: (a3 ??= o.values = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wScopedResourceSelectorRequirement(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.values) != null) w.strings(26, v);
  w.string(18, o.operator);
  w.string(10, o.scopeName);
}
function rSeccompProfile(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.localhostProfile = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSeccompProfile(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.localhostProfile) != null) w.string(18, v);
  w.string(10, o.type);
}
function rSecret(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: Fields | undefined, a4: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: r.entry(t, (a2 ??= o.data = {})); break;
      case 3: if ((v = r.string(t))) o.type = v; break;
      case 4: r.stringEntry(t, (a4 ??= o.stringData = {})); break;
      case 5: o.immutable = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecret(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.immutable) != null) w.bool(40, v);
  if ((v = o.stringData) != null) w.stringMap(34, v);
  w.string(26, o.type);
  if ((v = o.data) != null) w.map(18, v);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rSecretEnvSource$1(r: R, end: number, o: Fields): Fields {
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecretEnvSource$1(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rSecretEnvSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rSecretEnvSource$1(r, r.open(t), o); break;
      case 2: o.optional = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecretEnvSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.optional) != null) w.bool(16, v);
  w.message(10, o, wSecretEnvSource$1);
}
function rSecretKeySelector$1(r: R, end: number, o: Fields): Fields {
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecretKeySelector$1(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rSecretKeySelector(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rSecretKeySelector$1(r, r.open(t), o); break;
      case 2: o.key = r.string(t); break;
      case 3: o.optional = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecretKeySelector(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.optional) != null) w.bool(24, v);
  w.string(18, o.key);
  w.message(10, o, wSecretKeySelector$1);
}
function rSecretList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rSecret(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecretList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wSecret);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rSecretProjection$1(r: R, end: number, o: Fields): Fields {
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecretProjection$1(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rSecretProjection(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rSecretProjection$1(r, r.open(t), o); break;
      case 2: (a2 ??= o.items = []).push(rKeyToPath(r, r.open(t))); break;
      case 4: o.optional = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecretProjection(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.optional) != null) w.bool(32, v);
  if ((v = o.items) != null) w.messages(18, v, wKeyToPath);
  w.message(10, o, wSecretProjection$1);
}
function rSecretReference(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      case 2: if ((v = r.string(t))) o.namespace = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecretReference(w: W, o: Fields): void {
  w.string(18, o.namespace);
  w.string(10, o.name);
}
function rSecretVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.secretName = v; break;
      case 2: (a2 ??= o.items = []).push(rKeyToPath(r, r.open(t))); break;
      case 3: o.defaultMode = r.int32(t); break;
      case 4: o.optional = r.bool(t); break;
      case 5: o.defaultUser = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecretVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.defaultUser) != null) w.int(40, v);
  if ((v = o.optional) != null) w.bool(32, v);
  if ((v = o.defaultMode) != null) w.int(24, v);
  if ((v = o.items) != null) w.messages(18, v, wKeyToPath);
  w.string(10, o.secretName);
}
function rSecurityContext(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.capabilities = rCapabilities(r, r.open(t)); break;
      case 2: o.privileged = r.bool(t); break;
      case 3: o.seLinuxOptions = rSELinuxOptions(r, r.open(t)); break;
      case 4: o.runAsUser = r.int64(t); break;
      case 5: o.runAsNonRoot = r.bool(t); break;
      case 6: o.readOnlyRootFilesystem = r.bool(t); break;
      case 7: o.allowPrivilegeEscalation = r.bool(t); break;
      case 8: o.runAsGroup = r.int64(t); break;
      case 9: o.procMount = r.string(t); break;
      case 10: o.windowsOptions = rWindowsSecurityContextOptions(r, r.open(t)); break;
      case 11: o.seccompProfile = rSeccompProfile(r, r.open(t)); break;
      case 12: o.appArmorProfile = rAppArmorProfile(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSecurityContext(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.appArmorProfile) != null) w.message(98, v, wAppArmorProfile);
  if ((v = o.seccompProfile) != null) w.message(90, v, wSeccompProfile);
  if ((v = o.windowsOptions) != null) w.message(82, v, wWindowsSecurityContextOptions);
  if ((v = o.procMount) != null) w.string(74, v);
  if ((v = o.runAsGroup) != null) w.int(64, v);
  if ((v = o.allowPrivilegeEscalation) != null) w.bool(56, v);
  if ((v = o.readOnlyRootFilesystem) != null) w.bool(48, v);
  if ((v = o.runAsNonRoot) != null) w.bool(40, v);
  if ((v = o.runAsUser) != null) w.int(32, v);
  if ((v = o.seLinuxOptions) != null) w.message(26, v, wSELinuxOptions);
  if ((v = o.privileged) != null) w.bool(16, v);
  if ((v = o.capabilities) != null) w.message(10, v, wCapabilities);
}
function rSerializedReference(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.reference = rObjectReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSerializedReference(w: W, o: Fields): void {
  w.message(10, o.reference, wObjectReference);
}
function rService(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rServiceSpec(r, r.open(t)); break;
      case 3: o.status = rServiceStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wService(w: W, o: Fields): void {
  w.message(26, o.status, wServiceStatus);
  w.message(18, o.spec, wServiceSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rServiceAccount(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.secrets = []).push(rObjectReference(r, r.open(t))); break;
      case 3: (a3 ??= o.imagePullSecrets = []).push(rLocalObjectReference(r, r.open(t))); break;
      case 4: o.automountServiceAccountToken = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceAccount(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.automountServiceAccountToken) != null) w.bool(32, v);
  if ((v = o.imagePullSecrets) != null) w.messages(26, v, wLocalObjectReference);
  if ((v = o.secrets) != null) w.messages(18, v, wObjectReference);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rServiceAccountList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rServiceAccount(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceAccountList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wServiceAccount);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rServiceAccountTokenProjection(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.audience = v; break;
      case 2: o.expirationSeconds = r.int64(t); break;
      case 3: o.path = r.string(t); break;
      case 4: o.user = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceAccountTokenProjection(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.user) != null) w.int(32, v);
  w.string(26, o.path);
  if ((v = o.expirationSeconds) != null) w.int(16, v);
  w.string(10, o.audience);
}
function rServiceList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rService(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wService);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rServicePort(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      case 2: if ((v = r.string(t))) o.protocol = v; break;
      case 3: o.port = r.int32(t); break;
      case 4: o.targetPort = rintOrString$(r, r.open(t)); break;
      case 5: if ((v = r.int32(t))) o.nodePort = v; break;
      case 6: o.appProtocol = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServicePort(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.appProtocol) != null) w.string(50, v);
  w.int(40, o.nodePort);
  w.message(34, o.targetPort, wintOrString$);
  w.int(24, o.port);
  w.string(18, o.protocol);
  w.string(10, o.name);
}
function rServiceProxyOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.path = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceProxyOptions(w: W, o: Fields): void {
  w.string(10, o.path);
}
function rServiceSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a5: unknown[] | undefined, a9: unknown[] | undefined, a18: unknown[] | undefined, a19: unknown[] | undefined, a2: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.ports = []).push(rServicePort(r, r.open(t))); break;
      case 2: r.stringEntry(t, (a2 ??= o.selector = {})); break;
      case 3: if ((v = r.string(t))) o.clusterIP = v; break;
      case 4: if ((v = r.string(t))) o.type = v; break;
      case 5: (a5 ??= o.externalIPs = []).push(r.string(t)); break;
      case 7: if ((v = r.string(t))) o.sessionAffinity = v; break;
      case 8: if ((v = r.string(t))) o.loadBalancerIP = v; break;
      case 9: (a9 ??= o.loadBalancerSourceRanges = []).push(r.string(t)); break;
      case 10: if ((v = r.string(t))) o.externalName = v; break;
      case 11: if ((v = r.string(t))) o.externalTrafficPolicy = v; break;
      case 12: if ((v = r.int32(t))) o.healthCheckNodePort = v; break;
      case 13: if ((v = r.bool(t))) o.publishNotReadyAddresses = v; break;
      case 14: o.sessionAffinityConfig = rSessionAffinityConfig(r, r.open(t)); break;
      case 17: o.ipFamilyPolicy = r.string(t); break;
      case 18: (a18 ??= o.clusterIPs = []).push(r.string(t)); break;
      case 19: (a19 ??= o.ipFamilies = []).push(r.string(t)); break;
      case 20: o.allocateLoadBalancerNodePorts = r.bool(t); break;
      case 21: o.loadBalancerClass = r.string(t); break;
      case 22: o.internalTrafficPolicy = r.string(t); break;
      case 23: o.trafficDistribution = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.trafficDistribution) != null) w.string(186, v);
  if ((v = o.internalTrafficPolicy) != null) w.string(178, v);
  if ((v = o.loadBalancerClass) != null) w.string(170, v);
  if ((v = o.allocateLoadBalancerNodePorts) != null) w.bool(160, v);
  if ((v = o.ipFamilies) != null) w.strings(154, v);
  if ((v = o.clusterIPs) != null) w.strings(146, v);
  if ((v = o.ipFamilyPolicy) != null) w.string(138, v);
  if ((v = o.sessionAffinityConfig) != null) w.message(114, v, wSessionAffinityConfig);
  w.bool(104, o.publishNotReadyAddresses);
  w.int(96, o.healthCheckNodePort);
  w.string(90, o.externalTrafficPolicy);
  w.string(82, o.externalName);
  if ((v = o.loadBalancerSourceRanges) != null) w.strings(74, v);
  w.string(66, o.loadBalancerIP);
  w.string(58, o.sessionAffinity);
  if ((v = o.externalIPs) != null) w.strings(42, v);
  w.string(34, o.type);
  w.string(26, o.clusterIP);
  if ((v = o.selector) != null) w.stringMap(18, v);
  if ((v = o.ports) != null) w.messages(10, v, wServicePort);
}
function rServiceStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.loadBalancer = rLoadBalancerStatus(r, r.open(t)); break;
      case 2: (a2 ??= o.conditions = []).push(rmetaV1$Condition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(18, v, wmetaV1$Condition);
  w.message(10, o.loadBalancer, wLoadBalancerStatus);
}
function rSessionAffinityConfig(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.clientIP = rClientIPConfig(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSessionAffinityConfig(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.clientIP) != null) w.message(10, v, wClientIPConfig);
}
function rSleepAction(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.seconds = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSleepAction(w: W, o: Fields): void {
  w.int(8, o.seconds);
}
function rStorageOSPersistentVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.volumeName = v; break;
      case 2: if ((v = r.string(t))) o.volumeNamespace = v; break;
      case 3: if ((v = r.string(t))) o.fsType = v; break;
      case 4: if ((v = r.bool(t))) o.readOnly = v; break;
      case 5: o.secretRef = rObjectReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageOSPersistentVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.secretRef) != null) w.message(42, v, wObjectReference);
  w.bool(32, o.readOnly);
  w.string(26, o.fsType);
  w.string(18, o.volumeNamespace);
  w.string(10, o.volumeName);
}
function rStorageOSVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.volumeName = v; break;
      case 2: if ((v = r.string(t))) o.volumeNamespace = v; break;
      case 3: if ((v = r.string(t))) o.fsType = v; break;
      case 4: if ((v = r.bool(t))) o.readOnly = v; break;
      case 5: o.secretRef = rLocalObjectReference(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageOSVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.secretRef) != null) w.message(42, v, wLocalObjectReference);
  w.bool(32, o.readOnly);
  w.string(26, o.fsType);
  w.string(18, o.volumeNamespace);
  w.string(10, o.volumeName);
}
function rSysctl(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.value = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSysctl(w: W, o: Fields): void {
  w.string(18, o.value);
  w.string(10, o.name);
}
function rTCPSocketAction(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.port = rintOrString$(r, r.open(t)); break;
      case 2: if ((v = r.string(t))) o.host = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTCPSocketAction(w: W, o: Fields): void {
  w.string(18, o.host);
  w.message(10, o.port, wintOrString$);
}
function rTaint(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.key = r.string(t); break;
      case 2: if ((v = r.string(t))) o.value = v; break;
      case 3: o.effect = r.string(t); break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.timeAdded = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTaint(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.timeAdded) != null) w.message(34, v, wtime$);
  w.string(26, o.effect);
  w.string(18, o.value);
  w.string(10, o.key);
}
function rToleration(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.key = v; break;
      case 2: if ((v = r.string(t))) o.operator = v; break;
      case 3: if ((v = r.string(t))) o.value = v; break;
      case 4: if ((v = r.string(t))) o.effect = v; break;
      case 5: o.tolerationSeconds = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wToleration(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.tolerationSeconds) != null) w.int(40, v);
  w.string(34, o.effect);
  w.string(26, o.value);
  w.string(18, o.operator);
  w.string(10, o.key);
}
function rTopologySelectorLabelRequirement(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.key = r.string(t); break;
      case 2: (a2 ??= o.values = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTopologySelectorLabelRequirement(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.values) != null) w.strings(18, v);
  w.string(10, o.key);
}
function rTopologySelectorTerm(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.matchLabelExpressions = []).push(rTopologySelectorLabelRequirement(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTopologySelectorTerm(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.matchLabelExpressions) != null) w.messages(10, v, wTopologySelectorLabelRequirement);
}
function rTopologySpreadConstraint(r: R, end: number): Fields {
  const o: Fields = {};
  let a8: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.maxSkew = r.int32(t); break;
      case 2: o.topologyKey = r.string(t); break;
      case 3: o.whenUnsatisfiable = r.string(t); break;
      case 4: o.labelSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 5: o.minDomains = r.int32(t); break;
      case 6: o.nodeAffinityPolicy = r.string(t); break;
      case 7: o.nodeTaintsPolicy = r.string(t); break;
      case 8: (a8 ??= o.matchLabelKeys = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTopologySpreadConstraint(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.matchLabelKeys) != null) w.strings(66, v);
  if ((v = o.nodeTaintsPolicy) != null) w.string(58, v);
  if ((v = o.nodeAffinityPolicy) != null) w.string(50, v);
  if ((v = o.minDomains) != null) w.int(40, v);
  if ((v = o.labelSelector) != null) w.message(34, v, wmetaV1$LabelSelector);
  w.string(26, o.whenUnsatisfiable);
  w.string(18, o.topologyKey);
  w.int(8, o.maxSkew);
}
function rTypedLocalObjectReference(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.apiGroup = r.string(t); break;
      case 2: o.kind = r.string(t); break;
      case 3: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTypedLocalObjectReference(w: W, o: Fields): void {
  let v: unknown;
  w.string(26, o.name);
  w.string(18, o.kind);
  if ((v = o.apiGroup) != null) w.string(10, v);
}
function rTypedObjectReference(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.apiGroup = r.string(t); break;
      case 2: o.kind = r.string(t); break;
      case 3: o.name = r.string(t); break;
      case 4: o.namespace = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTypedObjectReference(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.namespace) != null) w.string(34, v);
  w.string(26, o.name);
  w.string(18, o.kind);
  if ((v = o.apiGroup) != null) w.string(10, v);
}
function rVolume$2(r: R, end: number, o: Fields): Fields {
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.hostPath = rHostPathVolumeSource(r, r.open(t)); break;
      case 2: o.emptyDir = rEmptyDirVolumeSource(r, r.open(t)); break;
      case 3: o.gcePersistentDisk = rGCEPersistentDiskVolumeSource(r, r.open(t)); break;
      case 4: o.awsElasticBlockStore = rAWSElasticBlockStoreVolumeSource(r, r.open(t)); break;
      case 5: o.gitRepo = rGitRepoVolumeSource(r, r.open(t)); break;
      case 6: o.secret = rSecretVolumeSource(r, r.open(t)); break;
      case 7: o.nfs = rNFSVolumeSource(r, r.open(t)); break;
      case 8: o.iscsi = rISCSIVolumeSource(r, r.open(t)); break;
      case 9: o.glusterfs = rGlusterfsVolumeSource(r, r.open(t)); break;
      case 10: o.persistentVolumeClaim = rPersistentVolumeClaimVolumeSource(r, r.open(t)); break;
      case 11: o.rbd = rRBDVolumeSource(r, r.open(t)); break;
      case 12: o.flexVolume = rFlexVolumeSource(r, r.open(t)); break;
      case 13: o.cinder = rCinderVolumeSource(r, r.open(t)); break;
      case 14: o.cephfs = rCephFSVolumeSource(r, r.open(t)); break;
      case 15: o.flocker = rFlockerVolumeSource(r, r.open(t)); break;
      case 16: o.downwardAPI = rDownwardAPIVolumeSource(r, r.open(t)); break;
      case 17: o.fc = rFCVolumeSource(r, r.open(t)); break;
      case 18: o.azureFile = rAzureFileVolumeSource(r, r.open(t)); break;
      case 19: o.configMap = rConfigMapVolumeSource(r, r.open(t)); break;
      case 20: o.vsphereVolume = rVsphereVirtualDiskVolumeSource(r, r.open(t)); break;
      case 21: o.quobyte = rQuobyteVolumeSource(r, r.open(t)); break;
      case 22: o.azureDisk = rAzureDiskVolumeSource(r, r.open(t)); break;
      case 23: o.photonPersistentDisk = rPhotonPersistentDiskVolumeSource(r, r.open(t)); break;
      case 24: o.portworxVolume = rPortworxVolumeSource(r, r.open(t)); break;
      case 25: o.scaleIO = rScaleIOVolumeSource(r, r.open(t)); break;
      case 26: o.projected = rProjectedVolumeSource(r, r.open(t)); break;
      case 27: o.storageos = rStorageOSVolumeSource(r, r.open(t)); break;
      case 28: o.csi = rCSIVolumeSource(r, r.open(t)); break;
      case 29: o.ephemeral = rEphemeralVolumeSource(r, r.open(t)); break;
      case 30: o.image = rImageVolumeSource(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolume$2(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.image) != null) w.message(242, v, wImageVolumeSource);
  if ((v = o.ephemeral) != null) w.message(234, v, wEphemeralVolumeSource);
  if ((v = o.csi) != null) w.message(226, v, wCSIVolumeSource);
  if ((v = o.storageos) != null) w.message(218, v, wStorageOSVolumeSource);
  if ((v = o.projected) != null) w.message(210, v, wProjectedVolumeSource);
  if ((v = o.scaleIO) != null) w.message(202, v, wScaleIOVolumeSource);
  if ((v = o.portworxVolume) != null) w.message(194, v, wPortworxVolumeSource);
  if ((v = o.photonPersistentDisk) != null) w.message(186, v, wPhotonPersistentDiskVolumeSource);
  if ((v = o.azureDisk) != null) w.message(178, v, wAzureDiskVolumeSource);
  if ((v = o.quobyte) != null) w.message(170, v, wQuobyteVolumeSource);
  if ((v = o.vsphereVolume) != null) w.message(162, v, wVsphereVirtualDiskVolumeSource);
  if ((v = o.configMap) != null) w.message(154, v, wConfigMapVolumeSource);
  if ((v = o.azureFile) != null) w.message(146, v, wAzureFileVolumeSource);
  if ((v = o.fc) != null) w.message(138, v, wFCVolumeSource);
  if ((v = o.downwardAPI) != null) w.message(130, v, wDownwardAPIVolumeSource);
  if ((v = o.flocker) != null) w.message(122, v, wFlockerVolumeSource);
  if ((v = o.cephfs) != null) w.message(114, v, wCephFSVolumeSource);
  if ((v = o.cinder) != null) w.message(106, v, wCinderVolumeSource);
  if ((v = o.flexVolume) != null) w.message(98, v, wFlexVolumeSource);
  if ((v = o.rbd) != null) w.message(90, v, wRBDVolumeSource);
  if ((v = o.persistentVolumeClaim) != null) w.message(82, v, wPersistentVolumeClaimVolumeSource);
  if ((v = o.glusterfs) != null) w.message(74, v, wGlusterfsVolumeSource);
  if ((v = o.iscsi) != null) w.message(66, v, wISCSIVolumeSource);
  if ((v = o.nfs) != null) w.message(58, v, wNFSVolumeSource);
  if ((v = o.secret) != null) w.message(50, v, wSecretVolumeSource);
  if ((v = o.gitRepo) != null) w.message(42, v, wGitRepoVolumeSource);
  if ((v = o.awsElasticBlockStore) != null) w.message(34, v, wAWSElasticBlockStoreVolumeSource);
  if ((v = o.gcePersistentDisk) != null) w.message(26, v, wGCEPersistentDiskVolumeSource);
  if ((v = o.emptyDir) != null) w.message(18, v, wEmptyDirVolumeSource);
  if ((v = o.hostPath) != null) w.message(10, v, wHostPathVolumeSource);
}
function rVolume(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: rVolume$2(r, r.open(t), o); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolume(w: W, o: Fields): void {
  w.message(18, o, wVolume$2);
  w.string(10, o.name);
}
function rVolumeDevice(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.devicePath = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeDevice(w: W, o: Fields): void {
  w.string(18, o.devicePath);
  w.string(10, o.name);
}
function rVolumeHealthCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.status = r.string(t); break;
      case 2: o.reason = r.string(t); break;
      case 3: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeHealthCondition(w: W, o: Fields): void {
  w.string(26, o.message);
  w.string(18, o.reason);
  w.string(10, o.status);
}
function rVolumeHealthStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.healthConditions = []).push(rVolumeHealthCondition(r, r.open(t))); break;
      case 2: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeHealthStatus(w: W, o: Fields): void {
  let v: unknown;
  w.message(18, o.lastTransitionTime, wtime$);
  if ((v = o.healthConditions) != null) w.messages(10, v, wVolumeHealthCondition);
}
function rVolumeMount(r: R, end: number): Fields {
  const o: Fields = {};
  let a8: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: if ((v = r.bool(t))) o.readOnly = v; break;
      case 3: o.mountPath = r.string(t); break;
      case 4: if ((v = r.string(t))) o.subPath = v; break;
      case 5: o.mountPropagation = r.string(t); break;
      case 6: if ((v = r.string(t))) o.subPathExpr = v; break;
      case 7: o.recursiveReadOnly = r.string(t); break;
      case 8: (a8 ??= o.bindMountOptions = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeMount(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.bindMountOptions) != null) w.strings(66, v);
  if ((v = o.recursiveReadOnly) != null) w.string(58, v);
  w.string(50, o.subPathExpr);
  if ((v = o.mountPropagation) != null) w.string(42, v);
  w.string(34, o.subPath);
  w.string(26, o.mountPath);
  w.bool(16, o.readOnly);
  w.string(10, o.name);
}
function rVolumeMountStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.mountPath = r.string(t); break;
      case 3: if ((v = r.bool(t))) o.readOnly = v; break;
      case 4: o.recursiveReadOnly = r.string(t); break;
      case 5: o.volumeStatus = rVolumeStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeMountStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.volumeStatus) != null) w.message(42, v, wVolumeStatus);
  if ((v = o.recursiveReadOnly) != null) w.string(34, v);
  w.bool(24, o.readOnly);
  w.string(18, o.mountPath);
  w.string(10, o.name);
}
function rVolumeNodeAffinity(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.required = rNodeSelector(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeNodeAffinity(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.required) != null) w.message(10, v, wNodeSelector);
}
function rVolumeProjection(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.secret = rSecretProjection(r, r.open(t)); break;
      case 2: o.downwardAPI = rDownwardAPIProjection(r, r.open(t)); break;
      case 3: o.configMap = rConfigMapProjection(r, r.open(t)); break;
      case 4: o.serviceAccountToken = rServiceAccountTokenProjection(r, r.open(t)); break;
      case 5: o.clusterTrustBundle = rClusterTrustBundleProjection(r, r.open(t)); break;
      case 6: o.podCertificate = rPodCertificateProjection(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeProjection(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.podCertificate) != null) w.message(50, v, wPodCertificateProjection);
  if ((v = o.clusterTrustBundle) != null) w.message(42, v, wClusterTrustBundleProjection);
  if ((v = o.serviceAccountToken) != null) w.message(34, v, wServiceAccountTokenProjection);
  if ((v = o.configMap) != null) w.message(26, v, wConfigMapProjection);
  if ((v = o.downwardAPI) != null) w.message(18, v, wDownwardAPIProjection);
  if ((v = o.secret) != null) w.message(10, v, wSecretProjection);
}
function rVolumeResourceRequirements(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: Fields | undefined, a2: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.entry(t, (a1 ??= o.limits = {}), rquantity$); break;
      case 2: r.entry(t, (a2 ??= o.requests = {}), rquantity$); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeResourceRequirements(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.requests) != null) w.map(18, v, wquantity$);
  if ((v = o.limits) != null) w.map(10, v, wquantity$);
}
function rVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.hostPath = rHostPathVolumeSource(r, r.open(t)); break;
      case 2: o.emptyDir = rEmptyDirVolumeSource(r, r.open(t)); break;
      case 3: o.gcePersistentDisk = rGCEPersistentDiskVolumeSource(r, r.open(t)); break;
      case 4: o.awsElasticBlockStore = rAWSElasticBlockStoreVolumeSource(r, r.open(t)); break;
      case 5: o.gitRepo = rGitRepoVolumeSource(r, r.open(t)); break;
      case 6: o.secret = rSecretVolumeSource(r, r.open(t)); break;
      case 7: o.nfs = rNFSVolumeSource(r, r.open(t)); break;
      case 8: o.iscsi = rISCSIVolumeSource(r, r.open(t)); break;
      case 9: o.glusterfs = rGlusterfsVolumeSource(r, r.open(t)); break;
      case 10: o.persistentVolumeClaim = rPersistentVolumeClaimVolumeSource(r, r.open(t)); break;
      case 11: o.rbd = rRBDVolumeSource(r, r.open(t)); break;
      case 12: o.flexVolume = rFlexVolumeSource(r, r.open(t)); break;
      case 13: o.cinder = rCinderVolumeSource(r, r.open(t)); break;
      case 14: o.cephfs = rCephFSVolumeSource(r, r.open(t)); break;
      case 15: o.flocker = rFlockerVolumeSource(r, r.open(t)); break;
      case 16: o.downwardAPI = rDownwardAPIVolumeSource(r, r.open(t)); break;
      case 17: o.fc = rFCVolumeSource(r, r.open(t)); break;
      case 18: o.azureFile = rAzureFileVolumeSource(r, r.open(t)); break;
      case 19: o.configMap = rConfigMapVolumeSource(r, r.open(t)); break;
      case 20: o.vsphereVolume = rVsphereVirtualDiskVolumeSource(r, r.open(t)); break;
      case 21: o.quobyte = rQuobyteVolumeSource(r, r.open(t)); break;
      case 22: o.azureDisk = rAzureDiskVolumeSource(r, r.open(t)); break;
      case 23: o.photonPersistentDisk = rPhotonPersistentDiskVolumeSource(r, r.open(t)); break;
      case 24: o.portworxVolume = rPortworxVolumeSource(r, r.open(t)); break;
      case 25: o.scaleIO = rScaleIOVolumeSource(r, r.open(t)); break;
      case 26: o.projected = rProjectedVolumeSource(r, r.open(t)); break;
      case 27: o.storageos = rStorageOSVolumeSource(r, r.open(t)); break;
      case 28: o.csi = rCSIVolumeSource(r, r.open(t)); break;
      case 29: o.ephemeral = rEphemeralVolumeSource(r, r.open(t)); break;
      case 30: o.image = rImageVolumeSource(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.image) != null) w.message(242, v, wImageVolumeSource);
  if ((v = o.ephemeral) != null) w.message(234, v, wEphemeralVolumeSource);
  if ((v = o.csi) != null) w.message(226, v, wCSIVolumeSource);
  if ((v = o.storageos) != null) w.message(218, v, wStorageOSVolumeSource);
  if ((v = o.projected) != null) w.message(210, v, wProjectedVolumeSource);
  if ((v = o.scaleIO) != null) w.message(202, v, wScaleIOVolumeSource);
  if ((v = o.portworxVolume) != null) w.message(194, v, wPortworxVolumeSource);
  if ((v = o.photonPersistentDisk) != null) w.message(186, v, wPhotonPersistentDiskVolumeSource);
  if ((v = o.azureDisk) != null) w.message(178, v, wAzureDiskVolumeSource);
  if ((v = o.quobyte) != null) w.message(170, v, wQuobyteVolumeSource);
  if ((v = o.vsphereVolume) != null) w.message(162, v, wVsphereVirtualDiskVolumeSource);
  if ((v = o.configMap) != null) w.message(154, v, wConfigMapVolumeSource);
  if ((v = o.azureFile) != null) w.message(146, v, wAzureFileVolumeSource);
  if ((v = o.fc) != null) w.message(138, v, wFCVolumeSource);
  if ((v = o.downwardAPI) != null) w.message(130, v, wDownwardAPIVolumeSource);
  if ((v = o.flocker) != null) w.message(122, v, wFlockerVolumeSource);
  if ((v = o.cephfs) != null) w.message(114, v, wCephFSVolumeSource);
  if ((v = o.cinder) != null) w.message(106, v, wCinderVolumeSource);
  if ((v = o.flexVolume) != null) w.message(98, v, wFlexVolumeSource);
  if ((v = o.rbd) != null) w.message(90, v, wRBDVolumeSource);
  if ((v = o.persistentVolumeClaim) != null) w.message(82, v, wPersistentVolumeClaimVolumeSource);
  if ((v = o.glusterfs) != null) w.message(74, v, wGlusterfsVolumeSource);
  if ((v = o.iscsi) != null) w.message(66, v, wISCSIVolumeSource);
  if ((v = o.nfs) != null) w.message(58, v, wNFSVolumeSource);
  if ((v = o.secret) != null) w.message(50, v, wSecretVolumeSource);
  if ((v = o.gitRepo) != null) w.message(42, v, wGitRepoVolumeSource);
  if ((v = o.awsElasticBlockStore) != null) w.message(34, v, wAWSElasticBlockStoreVolumeSource);
  if ((v = o.gcePersistentDisk) != null) w.message(26, v, wGCEPersistentDiskVolumeSource);
  if ((v = o.emptyDir) != null) w.message(18, v, wEmptyDirVolumeSource);
  if ((v = o.hostPath) != null) w.message(10, v, wHostPathVolumeSource);
}
function rVolumeStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.image = rImageVolumeStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.image) != null) w.message(10, v, wImageVolumeStatus);
}
function rVsphereVirtualDiskVolumeSource(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.volumePath = r.string(t); break;
      case 2: if ((v = r.string(t))) o.fsType = v; break;
      case 3: if ((v = r.string(t))) o.storagePolicyName = v; break;
      case 4: if ((v = r.string(t))) o.storagePolicyID = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVsphereVirtualDiskVolumeSource(w: W, o: Fields): void {
  w.string(34, o.storagePolicyID);
  w.string(26, o.storagePolicyName);
  w.string(18, o.fsType);
  w.string(10, o.volumePath);
}
function rWeightedPodAffinityTerm(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.weight = r.int32(t); break;
      case 2: o.podAffinityTerm = rPodAffinityTerm(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWeightedPodAffinityTerm(w: W, o: Fields): void {
  w.message(18, o.podAffinityTerm, wPodAffinityTerm);
  w.int(8, o.weight);
}
function rWindowsSecurityContextOptions(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.gmsaCredentialSpecName = r.string(t); break;
      case 2: o.gmsaCredentialSpec = r.string(t); break;
      case 3: o.runAsUserName = r.string(t); break;
      case 4: o.hostProcess = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWindowsSecurityContextOptions(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.hostProcess) != null) w.bool(32, v);
  if ((v = o.runAsUserName) != null) w.string(26, v);
  if ((v = o.gmsaCredentialSpec) != null) w.string(18, v);
  if ((v = o.gmsaCredentialSpecName) != null) w.string(10, v);
}
  return { AWSElasticBlockStoreVolumeSource: { read: rAWSElasticBlockStoreVolumeSource, write: wAWSElasticBlockStoreVolumeSource }, Affinity: { read: rAffinity, write: wAffinity }, AppArmorProfile: { read: rAppArmorProfile, write: wAppArmorProfile }, AttachedVolume: { read: rAttachedVolume, write: wAttachedVolume }, AvoidPods: { read: rAvoidPods, write: wAvoidPods }, AzureDiskVolumeSource: { read: rAzureDiskVolumeSource, write: wAzureDiskVolumeSource }, AzureFilePersistentVolumeSource: { read: rAzureFilePersistentVolumeSource, write: wAzureFilePersistentVolumeSource }, AzureFileVolumeSource: { read: rAzureFileVolumeSource, write: wAzureFileVolumeSource }, Binding: { read: rBinding, write: wBinding }, CSIPersistentVolumeSource: { read: rCSIPersistentVolumeSource, write: wCSIPersistentVolumeSource }, CSIVolumeSource: { read: rCSIVolumeSource, write: wCSIVolumeSource }, Capabilities: { read: rCapabilities, write: wCapabilities }, CephFSPersistentVolumeSource: { read: rCephFSPersistentVolumeSource, write: wCephFSPersistentVolumeSource }, CephFSVolumeSource: { read: rCephFSVolumeSource, write: wCephFSVolumeSource }, CinderPersistentVolumeSource: { read: rCinderPersistentVolumeSource, write: wCinderPersistentVolumeSource }, CinderVolumeSource: { read: rCinderVolumeSource, write: wCinderVolumeSource }, ClientIPConfig: { read: rClientIPConfig, write: wClientIPConfig }, ClusterTrustBundleProjection: { read: rClusterTrustBundleProjection, write: wClusterTrustBundleProjection }, ComponentCondition: { read: rComponentCondition, write: wComponentCondition }, ComponentStatus: { read: rComponentStatus, write: wComponentStatus }, ComponentStatusList: { read: rComponentStatusList, write: wComponentStatusList }, ConfigMap: { read: rConfigMap, write: wConfigMap }, ConfigMapEnvSource: { read: rConfigMapEnvSource, write: wConfigMapEnvSource }, ConfigMapKeySelector: { read: rConfigMapKeySelector, write: wConfigMapKeySelector }, ConfigMapList: { read: rConfigMapList, write: wConfigMapList }, ConfigMapNodeConfigSource: { read: rConfigMapNodeConfigSource, write: wConfigMapNodeConfigSource }, ConfigMapProjection: { read: rConfigMapProjection, write: wConfigMapProjection }, ConfigMapVolumeSource: { read: rConfigMapVolumeSource, write: wConfigMapVolumeSource }, Container: { read: rContainer, write: wContainer }, ContainerExtendedResourceRequest: { read: rContainerExtendedResourceRequest, write: wContainerExtendedResourceRequest }, ContainerImage: { read: rContainerImage, write: wContainerImage }, ContainerPort: { read: rContainerPort, write: wContainerPort }, ContainerResizePolicy: { read: rContainerResizePolicy, write: wContainerResizePolicy }, ContainerRestartRule: { read: rContainerRestartRule, write: wContainerRestartRule }, ContainerRestartRuleOnExitCodes: { read: rContainerRestartRuleOnExitCodes, write: wContainerRestartRuleOnExitCodes }, ContainerState: { read: rContainerState, write: wContainerState }, ContainerStateRunning: { read: rContainerStateRunning, write: wContainerStateRunning }, ContainerStateTerminated: { read: rContainerStateTerminated, write: wContainerStateTerminated }, ContainerStateWaiting: { read: rContainerStateWaiting, write: wContainerStateWaiting }, ContainerStatus: { read: rContainerStatus, write: wContainerStatus }, ContainerUser: { read: rContainerUser, write: wContainerUser }, DaemonEndpoint: { read: rDaemonEndpoint, write: wDaemonEndpoint }, DownwardAPIProjection: { read: rDownwardAPIProjection, write: wDownwardAPIProjection }, DownwardAPIVolumeFile: { read: rDownwardAPIVolumeFile, write: wDownwardAPIVolumeFile }, DownwardAPIVolumeSource: { read: rDownwardAPIVolumeSource, write: wDownwardAPIVolumeSource }, EmptyDirVolumeSource: { read: rEmptyDirVolumeSource, write: wEmptyDirVolumeSource }, EndpointAddress: { read: rEndpointAddress, write: wEndpointAddress }, EndpointPort: { read: rEndpointPort, write: wEndpointPort }, EndpointSubset: { read: rEndpointSubset, write: wEndpointSubset }, Endpoints: { read: rEndpoints, write: wEndpoints }, EndpointsList: { read: rEndpointsList, write: wEndpointsList }, EnvFromSource: { read: rEnvFromSource, write: wEnvFromSource }, EnvVar: { read: rEnvVar, write: wEnvVar }, EnvVarSource: { read: rEnvVarSource, write: wEnvVarSource }, EphemeralContainer: { read: rEphemeralContainer, write: wEphemeralContainer }, EphemeralContainerCommon: { read: rEphemeralContainerCommon, write: wEphemeralContainerCommon }, EphemeralVolumeSource: { read: rEphemeralVolumeSource, write: wEphemeralVolumeSource }, Event: { read: rEvent, write: wEvent }, EventList: { read: rEventList, write: wEventList }, EventSeries: { read: rEventSeries, write: wEventSeries }, EventSource: { read: rEventSource, write: wEventSource }, EvictionResponder: { read: rEvictionResponder, write: wEvictionResponder }, ExecAction: { read: rExecAction, write: wExecAction }, FCVolumeSource: { read: rFCVolumeSource, write: wFCVolumeSource }, FileKeySelector: { read: rFileKeySelector, write: wFileKeySelector }, FlexPersistentVolumeSource: { read: rFlexPersistentVolumeSource, write: wFlexPersistentVolumeSource }, FlexVolumeSource: { read: rFlexVolumeSource, write: wFlexVolumeSource }, FlockerVolumeSource: { read: rFlockerVolumeSource, write: wFlockerVolumeSource }, GCEPersistentDiskVolumeSource: { read: rGCEPersistentDiskVolumeSource, write: wGCEPersistentDiskVolumeSource }, GRPCAction: { read: rGRPCAction, write: wGRPCAction }, GitRepoVolumeSource: { read: rGitRepoVolumeSource, write: wGitRepoVolumeSource }, GlusterfsPersistentVolumeSource: { read: rGlusterfsPersistentVolumeSource, write: wGlusterfsPersistentVolumeSource }, GlusterfsVolumeSource: { read: rGlusterfsVolumeSource, write: wGlusterfsVolumeSource }, HTTPGetAction: { read: rHTTPGetAction, write: wHTTPGetAction }, HTTPHeader: { read: rHTTPHeader, write: wHTTPHeader }, HostAlias: { read: rHostAlias, write: wHostAlias }, HostIP: { read: rHostIP, write: wHostIP }, HostPathVolumeSource: { read: rHostPathVolumeSource, write: wHostPathVolumeSource }, ISCSIPersistentVolumeSource: { read: rISCSIPersistentVolumeSource, write: wISCSIPersistentVolumeSource }, ISCSIVolumeSource: { read: rISCSIVolumeSource, write: wISCSIVolumeSource }, ImageVolumeSource: { read: rImageVolumeSource, write: wImageVolumeSource }, ImageVolumeStatus: { read: rImageVolumeStatus, write: wImageVolumeStatus }, KeyToPath: { read: rKeyToPath, write: wKeyToPath }, Lifecycle: { read: rLifecycle, write: wLifecycle }, LifecycleHandler: { read: rLifecycleHandler, write: wLifecycleHandler }, LimitRange: { read: rLimitRange, write: wLimitRange }, LimitRangeItem: { read: rLimitRangeItem, write: wLimitRangeItem }, LimitRangeList: { read: rLimitRangeList, write: wLimitRangeList }, LimitRangeSpec: { read: rLimitRangeSpec, write: wLimitRangeSpec }, LinuxContainerUser: { read: rLinuxContainerUser, write: wLinuxContainerUser }, List: { read: rmetaV1$List, write: wmetaV1$List }, LoadBalancerIngress: { read: rLoadBalancerIngress, write: wLoadBalancerIngress }, LoadBalancerStatus: { read: rLoadBalancerStatus, write: wLoadBalancerStatus }, LocalObjectReference: { read: rLocalObjectReference, write: wLocalObjectReference }, LocalVolumeSource: { read: rLocalVolumeSource, write: wLocalVolumeSource }, ModifyVolumeStatus: { read: rModifyVolumeStatus, write: wModifyVolumeStatus }, NFSVolumeSource: { read: rNFSVolumeSource, write: wNFSVolumeSource }, Namespace: { read: rNamespace, write: wNamespace }, NamespaceCondition: { read: rNamespaceCondition, write: wNamespaceCondition }, NamespaceList: { read: rNamespaceList, write: wNamespaceList }, NamespaceSpec: { read: rNamespaceSpec, write: wNamespaceSpec }, NamespaceStatus: { read: rNamespaceStatus, write: wNamespaceStatus }, Node: { read: rNode, write: wNode }, NodeAddress: { read: rNodeAddress, write: wNodeAddress }, NodeAffinity: { read: rNodeAffinity, write: wNodeAffinity }, NodeAllocatableMappedResources: { read: rNodeAllocatableMappedResources, write: wNodeAllocatableMappedResources }, NodeAllocatableOverheadResources: { read: rNodeAllocatableOverheadResources, write: wNodeAllocatableOverheadResources }, NodeAllocatableResourceClaimStatus: { read: rNodeAllocatableResourceClaimStatus, write: wNodeAllocatableResourceClaimStatus }, NodeCondition: { read: rNodeCondition, write: wNodeCondition }, NodeConfigSource: { read: rNodeConfigSource, write: wNodeConfigSource }, NodeConfigStatus: { read: rNodeConfigStatus, write: wNodeConfigStatus }, NodeDaemonEndpoints: { read: rNodeDaemonEndpoints, write: wNodeDaemonEndpoints }, NodeFeatures: { read: rNodeFeatures, write: wNodeFeatures }, NodeList: { read: rNodeList, write: wNodeList }, NodePodPreemptionPolicy: { read: rNodePodPreemptionPolicy, write: wNodePodPreemptionPolicy }, NodeProxyOptions: { read: rNodeProxyOptions, write: wNodeProxyOptions }, NodeRuntimeHandler: { read: rNodeRuntimeHandler, write: wNodeRuntimeHandler }, NodeRuntimeHandlerFeatures: { read: rNodeRuntimeHandlerFeatures, write: wNodeRuntimeHandlerFeatures }, NodeSelector: { read: rNodeSelector, write: wNodeSelector }, NodeSelectorRequirement: { read: rNodeSelectorRequirement, write: wNodeSelectorRequirement }, NodeSelectorTerm: { read: rNodeSelectorTerm, write: wNodeSelectorTerm }, NodeSpec: { read: rNodeSpec, write: wNodeSpec }, NodeStatus: { read: rNodeStatus, write: wNodeStatus }, NodeSwapStatus: { read: rNodeSwapStatus, write: wNodeSwapStatus }, NodeSystemInfo: { read: rNodeSystemInfo, write: wNodeSystemInfo }, ObjectFieldSelector: { read: rObjectFieldSelector, write: wObjectFieldSelector }, ObjectReference: { read: rObjectReference, write: wObjectReference }, PersistentVolume: { read: rPersistentVolume, write: wPersistentVolume }, PersistentVolumeClaim: { read: rPersistentVolumeClaim, write: wPersistentVolumeClaim }, PersistentVolumeClaimCondition: { read: rPersistentVolumeClaimCondition, write: wPersistentVolumeClaimCondition }, PersistentVolumeClaimList: { read: rPersistentVolumeClaimList, write: wPersistentVolumeClaimList }, PersistentVolumeClaimSpec: { read: rPersistentVolumeClaimSpec, write: wPersistentVolumeClaimSpec }, PersistentVolumeClaimStatus: { read: rPersistentVolumeClaimStatus, write: wPersistentVolumeClaimStatus }, PersistentVolumeClaimTemplate: { read: rPersistentVolumeClaimTemplate, write: wPersistentVolumeClaimTemplate }, PersistentVolumeClaimVolumeSource: { read: rPersistentVolumeClaimVolumeSource, write: wPersistentVolumeClaimVolumeSource }, PersistentVolumeList: { read: rPersistentVolumeList, write: wPersistentVolumeList }, PersistentVolumeSource: { read: rPersistentVolumeSource, write: wPersistentVolumeSource }, PersistentVolumeSpec: { read: rPersistentVolumeSpec, write: wPersistentVolumeSpec }, PersistentVolumeStatus: { read: rPersistentVolumeStatus, write: wPersistentVolumeStatus }, PhotonPersistentDiskVolumeSource: { read: rPhotonPersistentDiskVolumeSource, write: wPhotonPersistentDiskVolumeSource }, Pod: { read: rPod, write: wPod }, PodAffinity: { read: rPodAffinity, write: wPodAffinity }, PodAffinityTerm: { read: rPodAffinityTerm, write: wPodAffinityTerm }, PodAntiAffinity: { read: rPodAntiAffinity, write: wPodAntiAffinity }, PodAttachOptions: { read: rPodAttachOptions, write: wPodAttachOptions }, PodCertificateProjection: { read: rPodCertificateProjection, write: wPodCertificateProjection }, PodCondition: { read: rPodCondition, write: wPodCondition }, PodDNSConfig: { read: rPodDNSConfig, write: wPodDNSConfig }, PodDNSConfigOption: { read: rPodDNSConfigOption, write: wPodDNSConfigOption }, PodExecOptions: { read: rPodExecOptions, write: wPodExecOptions }, PodExtendedResourceClaimStatus: { read: rPodExtendedResourceClaimStatus, write: wPodExtendedResourceClaimStatus }, PodIP: { read: rPodIP, write: wPodIP }, PodList: { read: rPodList, write: wPodList }, PodLogOptions: { read: rPodLogOptions, write: wPodLogOptions }, PodOS: { read: rPodOS, write: wPodOS }, PodPortForwardOptions: { read: rPodPortForwardOptions, write: wPodPortForwardOptions }, PodProxyOptions: { read: rPodProxyOptions, write: wPodProxyOptions }, PodReadinessGate: { read: rPodReadinessGate, write: wPodReadinessGate }, PodResourceClaim: { read: rPodResourceClaim, write: wPodResourceClaim }, PodResourceClaimStatus: { read: rPodResourceClaimStatus, write: wPodResourceClaimStatus }, PodSchedulingGate: { read: rPodSchedulingGate, write: wPodSchedulingGate }, PodSchedulingGroup: { read: rPodSchedulingGroup, write: wPodSchedulingGroup }, PodSecurityContext: { read: rPodSecurityContext, write: wPodSecurityContext }, PodSignature: { read: rPodSignature, write: wPodSignature }, PodSpec: { read: rPodSpec, write: wPodSpec }, PodStatus: { read: rPodStatus, write: wPodStatus }, PodTemplate: { read: rPodTemplate, write: wPodTemplate }, PodTemplateList: { read: rPodTemplateList, write: wPodTemplateList }, PodTemplateSpec: { read: rPodTemplateSpec, write: wPodTemplateSpec }, PodVolumeHealth: { read: rPodVolumeHealth, write: wPodVolumeHealth }, PortStatus: { read: rPortStatus, write: wPortStatus }, PortworxVolumeSource: { read: rPortworxVolumeSource, write: wPortworxVolumeSource }, Preconditions: { read: rPreconditions, write: wPreconditions }, PreferAvoidPodsEntry: { read: rPreferAvoidPodsEntry, write: wPreferAvoidPodsEntry }, PreferredSchedulingTerm: { read: rPreferredSchedulingTerm, write: wPreferredSchedulingTerm }, Probe: { read: rProbe, write: wProbe }, ProbeHandler: { read: rProbeHandler, write: wProbeHandler }, ProjectedVolumeSource: { read: rProjectedVolumeSource, write: wProjectedVolumeSource }, QuobyteVolumeSource: { read: rQuobyteVolumeSource, write: wQuobyteVolumeSource }, RBDPersistentVolumeSource: { read: rRBDPersistentVolumeSource, write: wRBDPersistentVolumeSource }, RBDVolumeSource: { read: rRBDVolumeSource, write: wRBDVolumeSource }, RangeAllocation: { read: rRangeAllocation, write: wRangeAllocation }, ReplicationController: { read: rReplicationController, write: wReplicationController }, ReplicationControllerCondition: { read: rReplicationControllerCondition, write: wReplicationControllerCondition }, ReplicationControllerList: { read: rReplicationControllerList, write: wReplicationControllerList }, ReplicationControllerSpec: { read: rReplicationControllerSpec, write: wReplicationControllerSpec }, ReplicationControllerStatus: { read: rReplicationControllerStatus, write: wReplicationControllerStatus }, ResourceClaim: { read: rResourceClaim, write: wResourceClaim }, ResourceFieldSelector: { read: rResourceFieldSelector, write: wResourceFieldSelector }, ResourceHealth: { read: rResourceHealth, write: wResourceHealth }, ResourceQuota: { read: rResourceQuota, write: wResourceQuota }, ResourceQuotaList: { read: rResourceQuotaList, write: wResourceQuotaList }, ResourceQuotaSpec: { read: rResourceQuotaSpec, write: wResourceQuotaSpec }, ResourceQuotaStatus: { read: rResourceQuotaStatus, write: wResourceQuotaStatus }, ResourceRequirements: { read: rResourceRequirements, write: wResourceRequirements }, ResourceStatus: { read: rResourceStatus, write: wResourceStatus }, SELinuxOptions: { read: rSELinuxOptions, write: wSELinuxOptions }, ScaleIOPersistentVolumeSource: { read: rScaleIOPersistentVolumeSource, write: wScaleIOPersistentVolumeSource }, ScaleIOVolumeSource: { read: rScaleIOVolumeSource, write: wScaleIOVolumeSource }, ScopeSelector: { read: rScopeSelector, write: wScopeSelector }, ScopedResourceSelectorRequirement: { read: rScopedResourceSelectorRequirement, write: wScopedResourceSelectorRequirement }, SeccompProfile: { read: rSeccompProfile, write: wSeccompProfile }, Secret: { read: rSecret, write: wSecret }, SecretEnvSource: { read: rSecretEnvSource, write: wSecretEnvSource }, SecretKeySelector: { read: rSecretKeySelector, write: wSecretKeySelector }, SecretList: { read: rSecretList, write: wSecretList }, SecretProjection: { read: rSecretProjection, write: wSecretProjection }, SecretReference: { read: rSecretReference, write: wSecretReference }, SecretVolumeSource: { read: rSecretVolumeSource, write: wSecretVolumeSource }, SecurityContext: { read: rSecurityContext, write: wSecurityContext }, SerializedReference: { read: rSerializedReference, write: wSerializedReference }, Service: { read: rService, write: wService }, ServiceAccount: { read: rServiceAccount, write: wServiceAccount }, ServiceAccountList: { read: rServiceAccountList, write: wServiceAccountList }, ServiceAccountTokenProjection: { read: rServiceAccountTokenProjection, write: wServiceAccountTokenProjection }, ServiceList: { read: rServiceList, write: wServiceList }, ServicePort: { read: rServicePort, write: wServicePort }, ServiceProxyOptions: { read: rServiceProxyOptions, write: wServiceProxyOptions }, ServiceSpec: { read: rServiceSpec, write: wServiceSpec }, ServiceStatus: { read: rServiceStatus, write: wServiceStatus }, SessionAffinityConfig: { read: rSessionAffinityConfig, write: wSessionAffinityConfig }, SleepAction: { read: rSleepAction, write: wSleepAction }, StorageOSPersistentVolumeSource: { read: rStorageOSPersistentVolumeSource, write: wStorageOSPersistentVolumeSource }, StorageOSVolumeSource: { read: rStorageOSVolumeSource, write: wStorageOSVolumeSource }, Sysctl: { read: rSysctl, write: wSysctl }, TCPSocketAction: { read: rTCPSocketAction, write: wTCPSocketAction }, Taint: { read: rTaint, write: wTaint }, Toleration: { read: rToleration, write: wToleration }, TopologySelectorLabelRequirement: { read: rTopologySelectorLabelRequirement, write: wTopologySelectorLabelRequirement }, TopologySelectorTerm: { read: rTopologySelectorTerm, write: wTopologySelectorTerm }, TopologySpreadConstraint: { read: rTopologySpreadConstraint, write: wTopologySpreadConstraint }, TypedLocalObjectReference: { read: rTypedLocalObjectReference, write: wTypedLocalObjectReference }, TypedObjectReference: { read: rTypedObjectReference, write: wTypedObjectReference }, Volume: { read: rVolume, write: wVolume }, VolumeDevice: { read: rVolumeDevice, write: wVolumeDevice }, VolumeHealthCondition: { read: rVolumeHealthCondition, write: wVolumeHealthCondition }, VolumeHealthStatus: { read: rVolumeHealthStatus, write: wVolumeHealthStatus }, VolumeMount: { read: rVolumeMount, write: wVolumeMount }, VolumeMountStatus: { read: rVolumeMountStatus, write: wVolumeMountStatus }, VolumeNodeAffinity: { read: rVolumeNodeAffinity, write: wVolumeNodeAffinity }, VolumeProjection: { read: rVolumeProjection, write: wVolumeProjection }, VolumeResourceRequirements: { read: rVolumeResourceRequirements, write: wVolumeResourceRequirements }, VolumeSource: { read: rVolumeSource, write: wVolumeSource }, VolumeStatus: { read: rVolumeStatus, write: wVolumeStatus }, VsphereVirtualDiskVolumeSource: { read: rVsphereVirtualDiskVolumeSource, write: wVsphereVirtualDiskVolumeSource }, WeightedPodAffinityTerm: { read: rWeightedPodAffinityTerm, write: wWeightedPodAffinityTerm }, WindowsSecurityContextOptions: { read: rWindowsSecurityContextOptions, write: wWindowsSecurityContextOptions } };
}
