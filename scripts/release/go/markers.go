package main

import (
	"go/ast"
	"regexp"
	"strings"
)

var (
	// stage is the prefix of a rule that upstream does not enforce in all releases yet.
	stage = regexp.MustCompile(`^(alpha|beta)\(since: *"[^"]*"\)=\+?(k8s:)?`)
	// inSchema matches rules that the OpenAPI schema or the Go type states, too.
	inSchema = regexp.MustCompile(`^(optional|required|Required|listType=.*|listMapKey=.*|conversion-gen.*|openapi-gen.*)$`)
)

// addMarkers adds what the markers in the comment of a field declare: its feature gates, its union and its declarative validation.
func (to *field) addMarkers(comment *ast.CommentGroup) {
	if comment == nil {
		return
	}
	for _, line := range comment.List {
		marker, isMarker := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(line.Text, "//")), "+")
		if !isMarker {
			continue
		}
		name, value, _ := strings.Cut(marker, "=")
		switch name {
		case "featureGate":
			for _, gate := range strings.Split(value, ",") {
				to.Gates = append(to.Gates, strings.TrimSpace(gate))
			}
		case "listType":
			to.ListType = value
		case "oneOf":
			to.OneOf = value
		case "zeroOrOneOf":
			to.ZeroOrOneOf = value
		case "unionDiscriminator":
			to.UnionDiscriminator = true
		default:
			to.addRule(marker)
		}
	}
}

func (to *field) addRule(marker string) {
	rule, isRule := strings.CutPrefix(marker, "k8s:")
	if limit, isLimit := strings.CutPrefix(marker, "kubebuilder:validation:"); isLimit {
		rule, isRule = strings.ReplaceAll(limit, "`", ""), true
	}
	rule = strings.ReplaceAll(stage.ReplaceAllString(rule, ""), "+k8s:", "")
	if isRule && !inSchema.MatchString(rule) {
		to.Rules = append(to.Rules, rule)
	}
}
