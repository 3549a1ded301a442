"""The messages that azure-functions-runtime exchanges with the Functions host, as real protobuf messages.

The worker hands the runtime a module of them (properties["protos"] of WorkerInitRequest); PyPI has none. These have the
names and types of FunctionRpc.proto (https://github.com/Azure/azure-functions-language-worker-protobuf) as far as the
runtime uses them, so a header that is no text or a status that is no string fails here as it does in Azure. Their numbers
are their own: both ends are in this process.
"""

from types import SimpleNamespace
from typing import Any

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import Default
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import Timestamp

_SCALARS = {
    "string": FieldDescriptorProto.TYPE_STRING,
    "bytes": FieldDescriptorProto.TYPE_BYTES,
    "bool": FieldDescriptorProto.TYPE_BOOL,
    "int32": FieldDescriptorProto.TYPE_INT32,
    "int64": FieldDescriptorProto.TYPE_INT64,
    "double": FieldDescriptorProto.TYPE_DOUBLE,
}
_ENUMS = {
    "StatusResult.Status": ("Failure", "Success", "Cancelled"),
    "BindingInfo.Direction": ("in", "out", "inout"),
    "BindingInfo.DataType": ("undefined", "string", "binary", "stream"),
    "RpcHttpCookie.SameSite": ("None", "Lax", "Strict", "ExplicitNone"),
}
_MESSAGES = {
    "RpcException": "source:string stack_trace:string message:string",
    "StatusResult": "status:StatusResult.Status result:string exception:RpcException",
    "NullableString": "string.value:string",
    "NullableDouble": "double.value:double",
    "NullableBool": "bool.value:bool",
    "NullableTimestamp": "timestamp.value:google.protobuf.Timestamp",
    "CollectionString": "*string:string",
    "CollectionBytes": "*bytes:bytes",
    "ModelBindingData": "version:string source:string content_type:string content:bytes",
    "TypedData": "data.string:string data.json:string data.bytes:bytes data.stream:bytes data.http:RpcHttp data.int:int64 "
    "data.double:double data.collection_bytes:CollectionBytes data.collection_string:CollectionString "
    "data.model_binding_data:ModelBindingData",
    "RpcHttpCookie": "name:string value:string domain:NullableString path:NullableString expires:NullableTimestamp "
    "secure:NullableBool http_only:NullableBool same_site:RpcHttpCookie.SameSite max_age:NullableDouble",
    "RpcHttp": "method:string url:string %headers:string body:TypedData %params:string status_code:string %query:string "
    "enable_content_negotiation:bool *cookies:RpcHttpCookie",
    "ParameterBinding": "name:string rpc_data.data:TypedData",
    "BindingInfo": "type:string direction:BindingInfo.Direction data_type:BindingInfo.DataType",
    "RpcRetryOptions": "max_retry_count:int32",
    "RpcFunctionMetadata": "name:string directory:string script_file:string entry_point:string %bindings:BindingInfo "
    "is_proxy:bool status:StatusResult language:string *raw_bindings:string function_id:string "
    "managed_dependency_enabled:bool retry_options:RpcRetryOptions %properties:string",
    "WorkerMetadata": "runtime_name:string runtime_version:string worker_version:string worker_bitness:string "
    "%custom_properties:string",
    "WorkerInitRequest": "host_version:string %capabilities:string function_app_directory:string",
    "WorkerInitResponse": "%capabilities:string result:StatusResult worker_metadata:WorkerMetadata",
    "FunctionMetadataResponse": "*function_metadata_results:RpcFunctionMetadata result:StatusResult "
    "use_default_metadata_indexing:bool",
    "FunctionLoadRequest": "function_id:string metadata:RpcFunctionMetadata",
    "FunctionLoadResponse": "function_id:string result:StatusResult",
    "RpcTraceContext": "trace_parent:string trace_state:string %attributes:string",
    "RetryContext": "retry_count:int32 max_retry_count:int32 exception:RpcException",
    "InvocationRequest": "invocation_id:string function_id:string *input_data:ParameterBinding "
    "%trigger_metadata:TypedData trace_context:RpcTraceContext retry_context:RetryContext",
    "InvocationResponse": "invocation_id:string *output_data:ParameterBinding result:StatusResult return_value:TypedData",
}
"""Fields in order: name:type, *name for a repeated one, %name for a map from strings, group.name for one of a oneof."""


def load_protos() -> Any:
    """The module-like object that the runtime is handed."""
    file = FileDescriptorProto(name="function_rpc.proto", package="muster.rpc", syntax="proto3")
    by_name = {name: _message(file, name, fields) for name, fields in _MESSAGES.items()}
    for name, values in _ENUMS.items():
        message, enum = name.split(".")
        described = by_name[message].enum_type.add(name=enum)
        for number, value in enumerate(values):
            described.value.add(name=value, number=number)
    file.dependency.append(Timestamp.DESCRIPTOR.file.name)
    pool = Default()
    pool.AddSerializedFile(file.SerializeToString())
    classes = {name: GetMessageClass(pool.FindMessageTypeByName(f"muster.rpc.{name}")) for name in _MESSAGES}
    return SimpleNamespace(**classes)


def _message(file: FileDescriptorProto, name: str, fields: str) -> DescriptorProto:
    message = file.message_type.add(name=name)
    for number, field in enumerate(fields.split(), 1):
        label, kind = field.split(":")
        if label.startswith("%"):
            _add_map(message, label[1:], kind, number)
            continue
        group, _, plain = label.lstrip("*").rpartition(".")
        added = message.field.add(name=plain, number=number)
        repeated = label.startswith("*")
        added.label = FieldDescriptorProto.LABEL_REPEATED if repeated else FieldDescriptorProto.LABEL_OPTIONAL
        _set_type(added, kind)
        if group:
            added.oneof_index = _oneof(message, group)
    return message


def _oneof(message: DescriptorProto, name: str) -> int:
    names = [declared.name for declared in message.oneof_decl]
    if name not in names:
        message.oneof_decl.add(name=name)
        return len(names)
    return names.index(name)


def _add_map(message: DescriptorProto, name: str, kind: str, number: int) -> None:
    """A map is a repeated message of key and value (https://protobuf.dev/programming-guides/proto3/#backwards)."""
    entry = message.nested_type.add(name="".join(part.title() for part in name.split("_")) + "Entry")
    entry.options.map_entry = True
    for field, kind_of_it, place in (("key", "string", 1), ("value", kind, 2)):
        added = entry.field.add(name=field, number=place, label=FieldDescriptorProto.LABEL_OPTIONAL)
        _set_type(added, kind_of_it)
    added = message.field.add(name=name, number=number, label=FieldDescriptorProto.LABEL_REPEATED)
    _set_type(added, f"{message.name}.{entry.name}")


def _set_type(field: FieldDescriptorProto, kind: str) -> None:
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
        return
    field.type = FieldDescriptorProto.TYPE_ENUM if kind in _ENUMS else FieldDescriptorProto.TYPE_MESSAGE
    field.type_name = f".{kind}" if kind.startswith("google.") else f".muster.rpc.{kind}"
