package main

import (
	"slices"

	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/featuregate"
	// Registers the feature gates of all components that kube-apiserver is made of.
	_ "k8s.io/kubernetes/pkg/features"
)

// gateStage is what a feature gate is from one minor release on. The release is "0.0" if upstream does not record it.
type gateStage struct {
	Since   string `json:"since"`
	Stage   string `json:"stage"`
	Default bool   `json:"default,omitempty"`
	Locked  bool   `json:"locked,omitempty"`
}

type gateFact struct {
	// Stages in the order of releases.
	Stages []gateStage `json:"stages"`
	// Requires names the gates that must be enabled too.
	Requires []string `json:"requires,omitempty"`
}

// gateFacts returns every feature gate by name, without the groups AllAlpha and AllBeta.
func gateFacts() map[string]gateFact {
	gates := utilfeature.DefaultMutableFeatureGate
	dependencies := gates.Dependencies()
	facts := map[string]gateFact{}
	for name, specs := range gates.GetAllVersioned() {
		if name == "AllAlpha" || name == "AllBeta" {
			continue
		}
		fact := gateFact{Stages: []gateStage{}}
		for _, spec := range specs {
			since := "0.0"
			if spec.Version != nil {
				since = spec.Version.String()
			}
			stage := string(spec.PreRelease)
			if spec.PreRelease == featuregate.GA {
				stage = "GA"
			}
			fact.Stages = append(fact.Stages, gateStage{since, stage, spec.Default, spec.LockToDefault})
		}
		for _, required := range dependencies[name] {
			fact.Requires = append(fact.Requires, string(required))
		}
		slices.Sort(fact.Requires)
		facts[string(name)] = fact
	}
	return facts
}
