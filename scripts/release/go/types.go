package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// expression is the type of a field, of an item or of a value of a map.
type expression struct {
	Ref    string      `json:"ref,omitempty"`
	Type   string      `json:"type,omitempty"`
	Format string      `json:"format,omitempty"`
	Items  *expression `json:"items,omitempty"`
	Values *expression `json:"values,omitempty"`
	// Known lists the constants of a string type.
	Known  []string `json:"known,omitempty"`
	GoType string   `json:"goType,omitempty"`
}

type message struct {
	Number int    `json:"num,omitempty"`
	Name   string `json:"pname,omitempty"`
	Label  string `json:"label,omitempty"`
	Key    string `json:"pkey,omitempty"`
	Type   string `json:"ptype,omitempty"`
}

// field is a field of the JSON object of a type.
type field struct {
	JSON string `json:"name"`
	expression
	// ListType is only read if the type has no OpenAPI schema.
	ListType           string   `json:"listType,omitempty"`
	Omit               string   `json:"omit,omitempty"`
	Pointer            bool     `json:"ptr,omitempty"`
	Envelope           bool     `json:"envelope,omitempty"`
	Gates              []string `json:"gates,omitempty"`
	Rules              []string `json:"rules,omitempty"`
	OneOf              string   `json:"oneOf,omitempty"`
	ZeroOrOneOf        string   `json:"zeroOrOneOf,omitempty"`
	UnionDiscriminator bool     `json:"unionDiscriminator,omitempty"`
	message
	// Via lists the nested messages that contain the field.
	Via [][3]any `json:"via,omitempty"`
}

type typeFact struct {
	expression
	CustomJSON bool    `json:"customJSON,omitempty"`
	Wrapper    bool    `json:"wrapper,omitempty"`
	Message    bool    `json:"proto,omitempty"`
	Fields     []field `json:"fields,omitempty"`
	// MessageFields are the fields of the message of a type whose JSON is not an object with these fields.
	MessageFields []field `json:"protoFields,omitempty"`
}

// declarations are the types of the loaded packages and the comments of their fields.
type declarations struct {
	packages map[string]*packages.Package
	// constants lists the values of string constants by the type's Go path and name.
	constants map[string][]string
	// comments of fields, by the position of the field's name
	comments map[token.Pos]*ast.CommentGroup
	// definitions names the structs that other types are defined as.
	definitions map[types.Object]string
}

func load(paths []string) (*declarations, error) {
	mode := packages.NeedName | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps
	loaded, err := packages.Load(&packages.Config{Mode: mode}, paths...)
	if err != nil {
		return nil, err
	}
	found := &declarations{
		packages:    map[string]*packages.Package{},
		constants:   map[string][]string{},
		comments:    map[token.Pos]*ast.CommentGroup{},
		definitions: map[types.Object]string{},
	}
	packages.Visit(loaded, nil, func(each *packages.Package) {
		found.packages[each.PkgPath] = each
		found.collect(each)
	})
	for _, each := range loaded {
		for _, problem := range each.Errors {
			return nil, fmt.Errorf("%s: %s", each.PkgPath, problem.Msg)
		}
	}
	return found, nil
}

func (d *declarations) collect(from *packages.Package) {
	for _, file := range from.Syntax {
		ast.Inspect(file, func(node ast.Node) bool {
			switch each := node.(type) {
			case *ast.Field:
				d.comments[positionOf(each)] = each.Doc
			case *ast.TypeSpec:
				named, isNamed := from.TypesInfo.TypeOf(each.Type).(*types.Named)
				if isNamed && isStruct(named) && !each.Assign.IsValid() {
					d.definitions[from.TypesInfo.Defs[each.Name]] = goName(named)
				}
			}
			return true
		})
	}
	if from.Types == nil {
		return
	}
	scope := from.Types.Scope()
	for _, name := range scope.Names() {
		value, isConstant := scope.Lookup(name).(*types.Const)
		if !isConstant || !value.Exported() || value.Val().Kind() != constant.String {
			continue
		}
		if named, isNamed := value.Type().(*types.Named); isNamed {
			key := goName(named)
			d.constants[key] = append(d.constants[key], constant.StringVal(value.Val()))
		}
	}
}

// positionOf returns the position of a field's name; that of an embedded field is the name of its type.
func positionOf(each *ast.Field) token.Pos {
	if len(each.Names) > 0 {
		return each.Names[0].Pos()
	}
	of := each.Type
	if pointer, isPointer := of.(*ast.StarExpr); isPointer {
		of = pointer.X
	}
	if selector, isSelector := of.(*ast.SelectorExpr); isSelector {
		return selector.Sel.Pos()
	}
	return of.Pos()
}

func goName(named *types.Named) string {
	return named.Obj().Pkg().Path() + "." + named.Obj().Name()
}

func hasMethod(of types.Type, name string) bool {
	found, _, _ := types.LookupFieldOrMethod(types.NewPointer(of), true, nil, name)
	_, isMethod := found.(*types.Func)
	return isMethod
}

var scalars = map[types.BasicKind][2]string{
	types.String: {"string"}, types.Bool: {"boolean"},
	types.Int: {"integer", "int32"}, types.Int32: {"integer", "int32"}, types.Int64: {"integer", "int64"},
	types.Int16: {"integer", "int32"}, types.Uint8: {"integer", "byte"}, types.Uint16: {"integer", "int32"},
	types.Uint32: {"integer", "int64"}, types.Uint64: {"integer", "int64"},
	types.Float32: {"number", "float"}, types.Float64: {"number", "double"},
}

// expressionOf returns the JSON type of a Go type.
func (d *declarations) expressionOf(of types.Type) expression {
	of = types.Unalias(of)
	switch each := of.(type) {
	case *types.Pointer:
		return d.expressionOf(each.Elem())
	case *types.Named:
		if isStruct(each) {
			return expression{Ref: goName(each)}
		}
		found := d.expressionOf(each.Underlying())
		if found.Type == "string" {
			values := slices.Compact(slices.Sorted(slices.Values(d.constants[goName(each)])))
			if len(values) > 0 {
				found.Known, found.GoType = values, goName(each)
			}
		}
		return found
	case *types.Slice:
		if isBytes(each) {
			return expression{Type: "string", Format: "byte"}
		}
		items := d.expressionOf(each.Elem())
		return expression{Type: "array", Items: &items}
	case *types.Map:
		values := d.expressionOf(each.Elem())
		return expression{Type: "map", Values: &values}
	case *types.Basic:
		scalar := scalars[each.Kind()]
		return expression{Type: scalar[0], Format: scalar[1]}
	default:
		return expression{Type: "object"}
	}
}

func isStruct(named *types.Named) bool {
	_, found := named.Underlying().(*types.Struct)
	return found
}

// messageOf returns the place of a field in its message. Tags say only the number and the name; the rest follows from the Go type.
func messageOf(tag reflect.StructTag, of types.Type) message {
	parts := strings.Split(tag.Get("protobuf"), ",")
	if len(parts) < 3 {
		return message{}
	}
	number, _ := strconv.Atoi(parts[1])
	found := message{Number: number, Label: "optional", Type: wireType(of)}
	for _, part := range parts[3:] {
		if name, isName := strings.CutPrefix(part, "name="); isName {
			found.Name = name
		}
	}
	if named, isNamed := types.Unalias(of).(*types.Named); isNamed && hasMethod(named, "Marshal") {
		return found
	}
	switch each := of.Underlying().(type) {
	case *types.Map:
		found.Label, found.Key, found.Type = "map", wireType(each.Key()), wireType(each.Elem())
	case *types.Slice:
		if found.Type != "bytes" {
			found.Label = "repeated"
		}
	}
	return found
}

var wireTypes = map[types.BasicKind]string{
	types.String: "string", types.Bool: "bool", types.Int: "int64", types.Int64: "int64", types.Int32: "int32",
	types.Uint8: "uint32", types.Uint16: "uint32", types.Uint32: "uint32", types.Uint64: "uint64",
	types.Float32: "float", types.Float64: "double",
}

// wireType returns the protobuf type of a Go type, or of its items.
func wireType(of types.Type) string {
	of = types.Unalias(of)
	if pointer, isPointer := of.(*types.Pointer); isPointer {
		return wireType(pointer.Elem())
	}
	if named, isNamed := of.(*types.Named); isNamed && (isStruct(named) || hasMethod(named, "Marshal")) {
		return goName(named)
	}
	switch each := of.Underlying().(type) {
	case *types.Slice:
		if isBytes(each) {
			return "bytes"
		}
		return wireType(each.Elem())
	case *types.Basic:
		return wireTypes[each.Kind()]
	default:
		return ""
	}
}

func isBytes(slice *types.Slice) bool {
	basic, isBasic := slice.Elem().(*types.Basic)
	return isBasic && basic.Kind() == types.Uint8
}

// fieldsOf returns the fields of a struct, with those of embedded structs in their place.
func (d *declarations) fieldsOf(of *types.Struct, via [][3]any) []field {
	found := []field{}
	for index := range of.NumFields() {
		variable := of.Field(index)
		tag := reflect.StructTag(of.Tag(index))
		parts := strings.Split(tag.Get("json"), ",")
		name, options := parts[0], parts[1:]
		if name == "-" || !variable.Exported() {
			continue
		}
		wire := messageOf(tag, variable.Type())
		named, isNamed := types.Unalias(variable.Type()).(*types.Named)
		if isNamed && isStruct(named) && (slices.Contains(options, "inline") || (variable.Embedded() && name == "")) {
			found = append(found, d.embedded(named, wire, via)...)
			continue
		}
		each := field{JSON: name, expression: d.expressionOf(variable.Type()), message: wire, Via: via}
		if each.Name == name {
			each.Name = ""
		}
		_, each.Pointer = types.Unalias(variable.Type()).(*types.Pointer)
		each.Omit = omitOf(options)
		each.addMarkers(d.comments[variable.Pos()])
		found = append(found, each)
	}
	return found
}

func omitOf(options []string) string {
	isEmpty, isZero := slices.Contains(options, "omitempty"), slices.Contains(options, "omitzero")
	switch {
	case isEmpty && isZero:
		return "both"
	case isZero:
		return "zero"
	case isEmpty:
		return "empty"
	default:
		return ""
	}
}

func lowerFirst(name string) string {
	return strings.ToLower(name[:1]) + name[1:]
}

// embedded returns the fields of an embedded struct. A message nests them; the type of an object is outside its message.
func (d *declarations) embedded(named *types.Named, wire message, via [][3]any) []field {
	if strings.HasSuffix(goName(named), ".TypeMeta") && wire.Number == 0 {
		found := d.fieldsOf(named.Underlying().(*types.Struct), nil)
		for index := range found {
			found[index].message, found[index].Envelope = message{}, true
		}
		return found
	}
	if wire.Number != 0 {
		name := wire.Name
		if name == "" {
			name = lowerFirst(named.Obj().Name())
		}
		via = append(slices.Clone(via), [3]any{wire.Number, name, goName(named)})
	}
	return d.fieldsOf(named.Underlying().(*types.Struct), via)
}

// messageFieldsOf returns the fields of the message of a type with a JSON form of its own.
func (d *declarations) messageFieldsOf(named *types.Named) []field {
	if fields, isKnown := specialMessages[goName(named)]; isKnown {
		return fields
	}
	found := []field{}
	structure := named.Underlying().(*types.Struct)
	for index := range structure.NumFields() {
		wire := messageOf(reflect.StructTag(structure.Tag(index)), structure.Field(index).Type())
		if wire.Number == 0 {
			continue
		}
		name := wire.Name
		if name == "" {
			name = structure.Field(index).Name()
		}
		wire.Name = ""
		found = append(found, field{JSON: name, message: wire})
	}
	return found
}

// specialMessages are those of types that write their message themselves.
var specialMessages = map[string][]field{
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":          timestamp,
	"k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime":     timestamp,
	"k8s.io/apimachinery/pkg/api/resource.Quantity":      {{JSON: "string", message: message{Number: 1, Label: "optional", Type: "string"}}},
	"k8s.io/apimachinery/pkg/api/resource.QuantityValue": {{JSON: "string", message: message{Number: 1, Label: "optional", Type: "string"}}},
}

var timestamp = []field{
	{JSON: "seconds", message: message{Number: 1, Label: "optional", Type: "int64"}},
	{JSON: "nanos", message: message{Number: 2, Label: "optional", Type: "int32"}},
}

func declaresMethod(named *types.Named, name string) bool {
	for method := range named.Methods() {
		if method.Name() == name {
			return true
		}
	}
	return false
}

func hasJSONTags(structure *types.Struct) bool {
	for index := range structure.NumFields() {
		if _, isTagged := reflect.StructTag(structure.Tag(index)).Lookup("json"); isTagged {
			return true
		}
	}
	return false
}

// typeFactOf returns the facts of a named type that has an object or a message of its own.
func (d *declarations) typeFactOf(named *types.Named) (typeFact, bool) {
	fact := typeFact{Message: hasMethod(named, "Marshal"), CustomJSON: declaresMethod(named, "UnmarshalJSON")}
	structure, isStructure := named.Underlying().(*types.Struct)
	switch {
	case d.definitions[named.Obj()] != "":
		// A type that is defined as another one.
		fact.Wrapper, fact.Ref = true, d.definitions[named.Obj()]
		fact.MessageFields = d.messageFieldsOf(named)
	case !isStructure && !fact.Message:
		return fact, false
	case !isStructure:
		fact.Wrapper = true
		fact.expression = d.expressionOf(named.Underlying())
		fact.MessageFields = []field{{JSON: "items", message: message{Number: 1, Label: "repeated", Type: "string"}}}
	case fact.CustomJSON || len(specialMessages[goName(named)]) > 0:
		fact.MessageFields = d.messageFieldsOf(named)
	default:
		fact.Type = "object"
		fact.Fields = d.fieldsOf(structure, nil)
	}
	return fact, !isStructure || fact.Message || hasJSONTags(structure)
}

// facts returns the facts of all types of the packages, and of those of other packages that they refer to.
func (d *declarations) facts(paths []string) map[string]typeFact {
	found := map[string]typeFact{}
	open := []string{}
	for _, path := range paths {
		scope := d.packages[path].Types.Scope()
		for _, name := range scope.Names() {
			if declared, isType := scope.Lookup(name).(*types.TypeName); isType && declared.Exported() && !declared.IsAlias() {
				open = append(open, path+"."+name)
			}
		}
	}
	for len(open) > 0 {
		name := open[0]
		open = open[1:]
		if _, isKnown := found[name]; isKnown {
			continue
		}
		if fact, isFact := d.factNamed(name); isFact {
			found[name] = fact
			open = append(open, fact.references()...)
		}
	}
	return found
}

func (d *declarations) factNamed(name string) (typeFact, bool) {
	dot := strings.LastIndex(name, ".")
	from := d.packages[name[:dot]]
	if from == nil {
		return typeFact{}, false
	}
	named, isNamed := from.Types.Scope().Lookup(name[dot+1:]).Type().(*types.Named)
	if !isNamed {
		return typeFact{}, false
	}
	return d.typeFactOf(named)
}

// references returns the structs that the fields of a type refer to.
func (fact typeFact) references() []string {
	found := []string{}
	for _, each := range fact.Fields {
		for of := &each.expression; of != nil; {
			if of.Ref != "" {
				found = append(found, of.Ref)
			}
			if of.Items != nil {
				of = of.Items
			} else {
				of = of.Values
			}
		}
	}
	return found
}
